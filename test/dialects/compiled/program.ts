/** Decorated classes in either dialect, compiled by real compilers and run by Node: see compilers.test.ts. */
import 'reflect-metadata';
import { AbortOn, Backoff, constant, Resilient, Retry, RetryOn, Timeout, thrown } from 'holdfast';
import { again, dawdle, ending, Foreign, fail, print } from './report.js';

const key = Symbol('key');

class Order {
  @RetryOn(thrown(Error))
  @Backoff(constant(0))
  @AbortOn(thrown(RangeError))
  @Timeout(10)
  down() {
    return dawdle();
  }
  @Timeout(10)
  @AbortOn(thrown(RangeError))
  @Backoff(constant(0))
  @RetryOn(thrown(Error))
  up() {
    return dawdle();
  }
}

/** Was the inner decorator lost, nothing would time out; were there two policies, the outer one would not retry. */
class Between {
  @again
  @Foreign
  @Timeout(10)
  method() {
    return dawdle();
  }
  @again
  @Foreign
  @Timeout(10)
  static shared() {
    return dawdle();
  }
  @again
  @Foreign
  @Timeout(10)
  [key]() {
    return dawdle();
  }
  @again
  @Foreign
  @Timeout(10)
  static [key]() {
    return dawdle();
  }
  @again
  @Foreign
  @Timeout(10)
  [`${'comp'}uted`]() {
    return dawdle();
  }
  @Foreign
  @Timeout(10)
  @Foreign
  namesake() {
    return dawdle();
  }
  @again
  @Foreign
  static namesake() {
    return fail();
  }
}

@again
class Defaults {
  plain() {
    return fail();
  }
  static shared() {
    return fail();
  }
  @Timeout(10)
  own() {
    return dawdle();
  }
  @Foreign
  foreign() {
    return fail();
  }
  @Foreign
  @Timeout(10)
  hidden() {
    return dawdle();
  }
  @Foreign
  @Timeout(10)
  static hiddenShared() {
    return dawdle();
  }
  @Foreign
  @RetryOn(thrown(Error), { maxRetries: 1, backoff: constant(0) })
  less() {
    return fail();
  }
  sync() {
    return 'at once';
  }
}

class Base {
  @Foreign
  @Timeout(10)
  hidden() {
    return dawdle();
  }
  plain() {
    return fail();
  }
}

class Rewritten extends Base {
  override hidden() {
    return fail();
  }
}

@again
class Heir extends Base {}

@Resilient({ retryOn: thrown(Error), maxRetries: 2, backoff: constant(0) })
class DistantHeir extends Rewritten {}

class Child extends Defaults {
  @RetryOn(thrown(Error), { maxRetries: 1, backoff: constant(0) })
  @Foreign
  @Timeout('5s')
  override async plain() {
    return super.plain();
  }
}

class Shape {
  constructor(readonly prefix: string) {}
  @Retry()
  @Timeout('1s')
  async get<T extends string>(id: T, times: number): Promise<string> {
    return `${this.prefix}${id}`.repeat(times);
  }
}

/** The decorator as a program in JavaScript can use it: where the compiler would refuse it. */
const loose = Retry() as (...given: any[]) => any;

const members = {
  getter: () => {
    class Api {
      @loose
      get size() {
        return 1;
      }
    }
    return Api;
  },
  setter: () => {
    class Api {
      @loose
      set size(value: number) {
        void value;
      }
    }
    return Api;
  },
  field: () => {
    class Api {
      @loose
      size = 1;
    }
    return Api;
  },
  accessor: () => {
    class Api {
      @loose
      accessor size = 1;
    }
    return Api;
  },
  generator: () => {
    class Api {
      @loose
      async *pages() {}
    }
    return Api;
  },
};

function definition(define: () => unknown): string {
  try {
    define();
    return 'defined';
  } catch (error) {
    return (error as Error).name;
  }
}

const recipe = (target: object, name: string): string[] =>
  Object.keys(Reflect.getMetadata('holdfast:recipe', target, name)).sort();

const between = new Between();
const defaults = new Defaults();
print({
  'ours, one way': await ending(() => new Order().down()),
  'ours, the other way': await ending(() => new Order().up()),
  'foreign between, method': await ending(() => between.method()),
  'foreign between, static': await ending(() => Between.shared()),
  'foreign between, symbol': await ending(() => between[key]()),
  'foreign between, static symbol': await ending(() => Between[key]()),
  'foreign between, computed': await ending(() =>
    (between as never as { computed(): Promise<void> }).computed(),
  ),
  'foreign around, namesake': await ending(() => between.namesake()),
  'foreign below, static namesake': await ending(() => Between.namesake()),
  'class-level, plain': await ending(() => defaults.plain()),
  'class-level, static': await ending(() => Defaults.shared()),
  'class-level, another kind': await ending(() => defaults.own()),
  'class-level, foreign': await ending(() => defaults.foreign()),
  'class-level, hidden by foreign': await ending(() => defaults.hidden()),
  'class-level, static hidden by foreign': await ending(() => Defaults.hiddenShared()),
  'class-level, same kind hidden by foreign': await ending(() => defaults.less()),
  'class-level, sync': defaults.sync(),
  'inherited, plain': await ending(() => new Heir().plain()),
  'inherited, hidden by foreign': await ending(() => new Heir().hidden()),
  'inherited, overridden without decorators': await ending(() => new DistantHeir().hidden()),
  'super, foreign between': await ending(() => new Child().plain()),
  'inherited, class-level of the parent': await ending(() => new Child().own()),
  'name and length': [Shape.prototype.get.name, Shape.prototype.get.length],
  'this and arguments': await new Shape('a').get('b', 2),
  'recipe of a method': recipe(Between.prototype, 'method'),
  'recipe of a static method': recipe(Between, 'shared'),
  refused: Object.entries(members).map(([kind, define]) => `${kind}: ${definition(define)}`),
});
