/** Delays or a hook for the retries of a whole class made each call of its methods fail that are not retried at all. */
import {
  attemptsOf,
  Backoff,
  BeforeRetry,
  ConfigError,
  constant,
  currentAttempt,
  explain,
  type PolicyDecorator,
  Retry,
  RetryOn,
  Timeout,
  thrown,
} from 'holdfast';
import { expect, test } from 'vitest';
import { failureOf } from '../support/failure-of.js';

const again = RetryOn(thrown(RangeError), { maxRetries: 1 });
const fail = async (): Promise<never> => {
  throw new RangeError('no');
};

test('a method without retries takes none of what its class says of them', async () => {
  const hooks: unknown[] = [];
  @Backoff(constant(1))
  @BeforeRetry(({ method }) => hooks.push(method))
  class Api {
    @again
    read() {
      return fail();
    }
    write() {
      return fail();
    }
    static make() {
      return fail();
    }
  }
  expect(attemptsOf(await failureOf(new Api().read())).map(({ delay }) => delay)).toEqual([1, undefined]);
  for (const call of [() => new Api().write(), () => Api.make()]) {
    const error = await failureOf(call());
    expect(error).toBeInstanceOf(RangeError);
    expect(attemptsOf(error)).toHaveLength(1);
  }
  expect(hooks).toEqual(['Api.read']);
  expect(String(explain(Api.prototype.write))).not.toContain('constant');
});

test('but it takes all else', async () => {
  @Backoff(constant(1))
  @Timeout('7s')
  class Api {
    @again
    read() {
      return fail();
    }
    async write() {
      return currentAttempt()?.remaining();
    }
  }
  expect(await new Api().write()).toBeLessThanOrEqual(7_000);
  expect(String(explain(Api.prototype.write))).toContain('7 s');
});

test('nor do those of the classes around the one that retries', async () => {
  @Backoff(constant(1))
  class Base {
    plain() {
      return fail();
    }
  }
  class Derived extends Base {
    @Retry()
    read() {
      return fail();
    }
  }
  expect(await failureOf(new Derived().plain())).toBeInstanceOf(RangeError);
});

test.each<[string, PolicyDecorator]>([
  ['Backoff', Backoff(constant(1))],
  ['BeforeRetry', BeforeRetry(() => {})],
])('where nothing of the class is retried, @%s is an error as before', async (name, decorate) => {
  @decorate
  class Api {
    async read() {
      return fail();
    }
  }
  const error = await failureOf(new Api().read());
  expect(error).toBeInstanceOf(ConfigError);
  expect(error.message).toContain(`@${name} on Api.read`);
});

test('and so is one that stands on the very method', async () => {
  class Api {
    @again
    read() {
      return fail();
    }
    @Backoff(constant(1))
    write() {
      return fail();
    }
  }
  expect(await failureOf(new Api().write())).toBeInstanceOf(ConfigError);
});

/** Anew each time, for what is known of a class stays. */
function newBase() {
  class Base {
    @again
    read() {
      return fail();
    }
  }
  return Base;
}

/** `make` is what the class says nothing of, beside methods that are retried: its own, or those of a class further up. */
const families = {
  'inherits it': () => {
    @Backoff(constant(1))
    class Api extends newBase() {
      static make() {
        return fail();
      }
    }
    return Api;
  },
  'overrides it': () => {
    @Backoff(constant(1))
    class Api extends newBase() {
      override read() {
        return fail();
      }
      static make() {
        return fail();
      }
    }
    return Api;
  },
  'inherits it from further up': () => {
    class Between extends newBase() {}
    @Backoff(constant(1))
    class Api extends Between {
      static make() {
        return fail();
      }
    }
    return Api;
  },
};

test.each(Object.entries(families))(
  'a class that %s has a retried method before it has an object',
  async (_, make) => {
    const Early = make();
    expect(await failureOf(Early.make())).toBeInstanceOf(RangeError);
    const Late = make();
    new Late();
    expect(await failureOf(Late.make())).toBeInstanceOf(RangeError);
  },
);

test('and its methods have its delays either way', async () => {
  const Api = families['inherits it']();
  const delays = async () => attemptsOf(await failureOf(new Api().read())).map(({ delay }) => delay);
  expect(await delays()).toEqual([1, undefined]);
});

test('they are for the retries that a class below states, for all of its methods or for one', async () => {
  @Backoff(constant(1))
  class Base {
    read() {
      return fail();
    }
    static make() {
      return fail();
    }
  }
  @again
  class All extends Base {}
  class One extends Base {
    @again
    override read() {
      return fail();
    }
  }
  for (const call of [() => new All().read(), () => All.make(), () => new One().read()])
    expect(attemptsOf(await failureOf(call())).map(({ delay }) => delay)).toEqual([1, undefined]);
});
