import {
  AttemptTimeoutError,
  attemptsOf,
  Backoff,
  constant,
  Resilient,
  Retry,
  RetryOn,
  Timeout,
  thrown,
} from 'holdfast';
import { expect, test } from 'vitest';
import { useVirtualClock } from '../support/virtual-clock.js';

class Flaky extends Error {}

/** Fails `failures` times, then succeeds; counts calls. */
const flaky = (failures: number) => {
  const run = async () => {
    run.calls += 1;
    if (run.calls <= failures) throw new Flaky(`call ${run.calls}`);
    return run.calls;
  };
  run.calls = 0;
  return run;
};

const again = (maxRetries: number) => RetryOn(thrown(Flaky), { maxRetries, backoff: constant(0) });

test('a decorator on the class is the default for every method that returns a promise', async () => {
  @again(2)
  class Api {
    plain = flaky(2);
    own = flaky(9);
    get() {
      return this.plain();
    }
    @again(4)
    getMore() {
      return this.own();
    }
    url(id: string) {
      return `/items/${id}`;
    }
    get lazy() {
      return 1;
    }
    static async make() {
      return new Api();
    }
  }
  const api = new Api();
  expect(await api.get()).toBe(3);
  await expect(api.getMore()).rejects.toBeInstanceOf(Flaky);
  expect(api.own.calls).toBe(5);
  expect(api.url('7')).toBe('/items/7');
  expect(api.lazy).toBe(1);
  expect(await Api.make()).toBeInstanceOf(Api);
});

test('a method that throws before it returns a promise throws, as without a decorator', () => {
  let calls = 0;
  @again(2)
  class Api {
    get(id: string): Promise<string> {
      calls += 1;
      if (!id) throw new Flaky('no id');
      return Promise.resolve(id);
    }
  }
  expect(() => new Api().get('')).toThrow(Flaky);
  expect(calls).toBe(1);
});

test('kinds add up, and a method-level decorator replaces the class-level one of its kind as a whole', async () => {
  const { until } = useVirtualClock();
  const run = flaky(2);
  @Timeout('1s')
  @again(1)
  class Api {
    @again(2)
    get() {
      return run();
    }
    @Timeout(30)
    slow() {
      return new Promise<void>(() => {});
    }
  }
  expect(await until(new Api().get())).toBe(3);
  const error = await until(new Api().slow()).catch((e) => e);
  expect(error).toBeInstanceOf(AttemptTimeoutError);
  expect(error.limit).toBe(30);
});

test('the nearest class counts, walking up from the concrete one', async () => {
  class Base {
    run = flaky(99);
    @Backoff(constant(0))
    guarded() {
      return this.run();
    }
    async unguarded() {
      return this.run();
    }
  }
  @again(1)
  class Middle extends Base {}
  class Leaf extends Middle {}
  @again(3)
  class Other extends Middle {}

  const calls = async (api: Base, method: 'guarded' | 'unguarded') => {
    api.run.calls = 0;
    await expect(api[method]()).rejects.toThrow();
    return api.run.calls;
  };
  expect(await calls(new Middle(), 'guarded')).toBe(2);
  expect(await calls(new Leaf(), 'guarded')).toBe(2);
  expect(await calls(new Other(), 'guarded')).toBe(4);
  expect(await calls(new Middle(), 'unguarded')).toBe(2);
  expect(await calls(new Other(), 'unguarded')).toBe(4);
  // The base class itself is untouched by what its subclasses carry.
  await expect(new Base().guarded()).rejects.toThrow(/@Backoff on Base.guarded/);
  expect(await calls(new Base(), 'unguarded')).toBe(1);
});

test('an override that calls super runs one chain, its own', async () => {
  const run = flaky(99);
  class Base {
    @again(5)
    get(): Promise<number> {
      return run();
    }
  }
  class Sub extends Base {
    @again(1)
    override async get() {
      return super.get();
    }
  }
  const error = await new Sub().get().catch((e) => e);
  expect(run.calls).toBe(2);
  expect(attemptsOf(error)).toHaveLength(2);
});

test('an override without a decorator runs as written; super then brings its own policy', async () => {
  const run = flaky(1);
  class Base {
    @again(1)
    get(): Promise<number> {
      return run();
    }
  }
  class Sub extends Base {
    override async get() {
      return (await super.get()) * 10;
    }
  }
  expect(await new Sub().get()).toBe(20);
});

test('what a subclass adds is guarded by its base class if it carries a decorator, or its class does', async () => {
  @again(2)
  class Base {
    run = flaky(99);
  }
  class Sub extends Base {
    async plain() {
      return this.run();
    }
    @Timeout('1h')
    async timed() {
      return this.run();
    }
  }
  @Timeout('1h')
  class Timed extends Base {
    async plain() {
      return this.run();
    }
  }
  const calls = async (api: Base, call: Promise<number>) => {
    await expect(call).rejects.toBeInstanceOf(Flaky);
    return api.run.calls;
  };
  const [first, second, third] = [new Sub(), new Sub(), new Timed()];
  expect(await calls(first, first.plain())).toBe(1);
  expect(await calls(second, second.timed())).toBe(3);
  expect(await calls(third, third.plain())).toBe(3);
});

test('a method that calls itself starts a call of its own', async () => {
  let depth = 0;
  class Api {
    @again(1)
    async get(level: number): Promise<number> {
      depth += 1;
      return level === 0 ? depth : this.get(level - 1);
    }
  }
  expect(await new Api().get(2)).toBe(3);
});

test('@Resilient takes the options of all decorators in one', async () => {
  @Resilient({ maxRetries: 2, backoff: constant(0), retryOn: thrown(Flaky), timeout: '1s' })
  class Api {
    run = flaky(2);
    get() {
      return this.run();
    }
    async *pages() {
      yield 1;
    }
  }
  const api = new Api();
  expect(await api.get()).toBe(3);
  const pages = [];
  for await (const page of api.pages()) pages.push(page);
  expect(pages).toEqual([1]);
});

test('@Retry on a class retries by the careful default', async () => {
  let calls = 0;
  @Retry({ backoff: constant(0) })
  class Api {
    async get() {
      calls += 1;
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    }
  }
  await expect(new Api().get()).rejects.toThrow('refused');
  expect(calls).toBe(4);
});
