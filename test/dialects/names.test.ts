/** Under which names and in which places guarded methods are known: to hooks, to `configure`, to other tools. */
import 'reflect-metadata';
import {
  AbortOn,
  attemptsOf,
  Backoff,
  BeforeRetry,
  configure,
  constant,
  currentAttempt,
  explain,
  Resilient,
  Retry,
  RetryOn,
  Timeout,
  thrown,
} from 'holdfast';
import { afterEach, expect, test } from 'vitest';
import { leaveAlone } from '../../src/decorators/left-alone.js';
import { registry } from '../../src/decorators/registry.js';
import { whilePolluted } from '../support/pollute.js';

afterEach(() => void configure({}));

const recipeOf = (target: object, key?: string): object | undefined =>
  key === undefined
    ? Reflect.getOwnMetadata('holdfast:recipe', target)
    : Reflect.getOwnMetadata('holdfast:recipe', target, key);
const again = RetryOn(thrown(Error), { maxRetries: 2, backoff: constant(0) });
const name = async () => currentAttempt()?.method;

test('a call is named after the concrete class and the method', async () => {
  const key = Symbol('key');
  class Named {
    @Retry()
    get() {
      return name();
    }
    @Retry()
    static make() {
      return name();
    }
    @Retry()
    [key]() {
      return name();
    }
  }
  class Derived extends Named {}
  expect(await new Named().get()).toBe('Named.get');
  expect(await Named.make()).toBe('Named.make');
  expect(await Derived.make()).toBe('Derived.make');
  expect(await new Derived().get()).toBe('Derived.get');
  expect(await new Named().get()).toBe('Named.get');
  expect(await new Named()[key]()).toBe('Named.Symbol(key)');
});

test('where there is no class, a call is named after the method alone', async () => {
  class Named {
    @Retry()
    get() {
      return name();
    }
  }
  const { get } = new Named();
  for (const self of [undefined, null, 7, 'text', Object.create(null), Object.create(Object.create(null))])
    expect(await get.call(self)).toBe('get');
  // An object that is made from another has its class.
  expect(await Object.create(new Named()).get()).toBe('Named.get');
});

test('a method away from its object goes by its own decorators, and by what is configured for all', async () => {
  @Resilient({ maxRetries: 5, backoff: constant(0), retryOn: thrown(Error) })
  class Api {
    @again
    async get() {
      throw new Error('no');
    }
  }
  const { get } = new Api();
  const attempts = async () => attemptsOf(await get().catch((error) => error)).length;
  expect(await attempts()).toBe(3);
  configure({ '*': { retry: false } });
  expect(await attempts()).toBe(1);
});

test('data that is called constructor does not name a class', async () => {
  class Race {
    @Retry()
    get() {
      return name();
    }
  }
  const template = Object.assign(new Race(), { constructor: { name: 'Ferrari' } });
  expect(await Object.create(template).get()).toBe('Race.get');
  expect(registry.classes.has('Ferrari')).toBe(false);
});

test('a class without a name leaves none behind', async () => {
  const before = [...registry.classes.keys()];
  const Anonymous = (() =>
    class {
      async get() {
        return name();
      }
    })();
  Retry()(Anonymous);
  expect(await new Anonymous().get()).toBe('get');
  expect([...registry.classes.keys()]).toEqual(before);
  expect([undefined, ''].some((name) => registry.classes.has(name as never))).toBe(false);
});

test('a method of an object of no class can be guarded by hand', async () => {
  const object = Object.defineProperty({ get: name }, 'get', { enumerable: false });
  const guard = again as (...given: unknown[]) => PropertyDescriptor;
  Object.defineProperty(object, 'get', guard(object, 'get', Object.getOwnPropertyDescriptor(object, 'get')));
  expect(await object.get()).toBe('get');
});

test('a class is known to configure with all its methods, guarded by the class or by themselves', () => {
  @Retry()
  class Known {
    async byClass() {}
    @Timeout('1s')
    async byItself() {}
    @Timeout('1s')
    static async shared() {}
  }
  @Retry()
  class WithoutMethods {}
  for (const method of ['byClass', 'byItself', 'shared'])
    expect(() => configure({ [`Known.${method}`]: { enabled: false } })).not.toThrow();
  expect(() => configure({ WithoutMethods: { enabled: false } })).not.toThrow();
  expect(() => configure({ 'WithoutMethods.undefined': { enabled: false } })).toThrow('no guarded class');
  expect(() => configure({ 'Known.byIself': { enabled: false } })).toThrow("did you mean 'Known.byItself'?");
  void [Known, WithoutMethods];
});

test('a class that only inherits guarded methods has a name from its first call on', async () => {
  class Ancestor {
    @Retry()
    get() {
      return name();
    }
  }
  class Descendant extends Ancestor {}
  await new Descendant().get();
  expect([...registry.classes.get('Descendant')!.methods]).toEqual(['get']);
  expect(registry.classes.get('Descendant')!.bases).toEqual(new Set(['Ancestor']));
});

test('a method belongs to the class that declares it, whichever instance comes first', () => {
  class Declaring {
    @Retry()
    async get(): Promise<unknown> {
      return 1;
    }
  }
  class Overriding extends Declaring {
    override async get() {
      return super.get();
    }
  }
  new Overriding();
  expect(explain(Declaring.prototype.get).name).toBe('Declaring.get');
  expect(recipeOf(Declaring.prototype, 'get')).toBeDefined();
  expect(recipeOf(Overriding.prototype, 'get')).toBeUndefined();
  new Declaring();
  expect(() => configure({ 'Declaring.get': { maxRetries: 1 } })).not.toThrow();
});

test('an instance that was given another prototype is none the worse', () => {
  class Api {
    own = 1;
    @Retry()
    async get() {}
  }
  expect(Reflect.construct(Api, [], class Other {})).toEqual({ own: 1 });
});

test('recipes can be read: of a method, of a static one, of a class, before there is an instance', () => {
  @Timeout('1s')
  class Readable {
    @Retry()
    async get() {}
    @Retry()
    static async make() {}
  }
  expect(recipeOf(Readable)).toEqual({ timeout: { attempt: 1000 } });
  expect(Object.keys(recipeOf(Readable.prototype, 'get') ?? {})).toEqual(['retry']);
  expect(Object.keys(recipeOf(Readable, 'make') ?? {})).toEqual(['retry']);
  expect(Object.isFrozen(recipeOf(Readable.prototype, 'get'))).toBe(true);
});

test('and that of an inherited method as soon as a class further down is decorated', () => {
  class Readable {
    @Retry()
    async get() {}
  }
  @Timeout('1s')
  class Derived extends Readable {}
  expect(Object.keys(recipeOf(Readable.prototype, 'get') ?? {})).toEqual(['retry']);
  expect(recipeOf(Derived.prototype, 'get')).toBeUndefined();
});

test('repeatable decorators add up in the order in which they are written', () => {
  const [first, second] = [thrown(TypeError), thrown(RangeError)];
  class Repeated {
    @AbortOn(first)
    @AbortOn(second)
    @Retry()
    async get() {}
  }
  new Repeated();
  expect(recipeOf(Repeated.prototype, 'get')).toMatchObject({ abortOn: [first, second] });
});

test('each ingredient is known by its decorator', () => {
  class Credited {
    @RetryOn(thrown(Error))
    @Timeout('1s')
    async get() {}
  }
  const { pipeline } = explain(Credited).methods[0]!;
  const sources = new Set(pipeline.flatMap(({ settings }) => settings.map(({ from }) => from)));
  expect(sources).toEqual(new Set(['@RetryOn on Credited.get', '@Timeout on Credited.get', 'default']));
});

test('explain finds a method behind a decorator of others, and reads it as it was written', () => {
  const foreign: any = (value: any, _: unknown, descriptor?: PropertyDescriptor) => {
    const passOn = (method: any) =>
      function (this: unknown, ...args: unknown[]) {
        return method.apply(this, args);
      };
    return descriptor ? { ...descriptor, value: passOn(descriptor.value) } : passOn(value);
  };
  class Posting {
    http: any;
    @foreign
    @Timeout('1s')
    @Retry()
    async add() {
      return this.http.post('/items');
    }
    @foreign
    @Retry()
    static async make() {}
  }
  const [add, make] = explain(Posting).methods;
  expect([add?.name, make?.name]).toEqual(['Posting.add', 'Posting.make']);
  expect(add?.warnings.join()).toContain('POST and PATCH are not retried');
});

test('what is put on Object.prototype is no decorator, and no ingredient', async () => {
  const polluted = whilePolluted({ kind: 'field', timeout: { attempt: 1 }, name: 'polluted' }, () => {
    class Clean {
      @Timeout('1s')
      async get() {
        return currentAttempt()?.method;
      }
    }
    return new Clean();
  });
  expect(await polluted.get()).toBe('Clean.get');
});

test('methods that only pass on to others can be left alone', async () => {
  class Passing {
    inner() {
      return name();
    }
    outer() {
      return name();
    }
  }
  leaveAlone(Passing.prototype, ['inner']);
  leaveAlone(Passing, []);
  @Retry()
  class Api extends Passing {}
  expect([await new Api().inner(), await new Api().outer()]).toEqual(['Api.inner', undefined]);
});

test('@Backoff and @BeforeRetry name themselves where there is nothing to retry', async () => {
  class Idle {
    @Backoff(constant(1))
    async backoff() {}
    @BeforeRetry(() => {})
    async hook() {}
  }
  await expect(new Idle().backoff()).rejects.toThrow('@Backoff on Idle.backoff: ');
  await expect(new Idle().hook()).rejects.toThrow('@BeforeRetry on Idle.hook: ');
});
