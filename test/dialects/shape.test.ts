import 'reflect-metadata';
import {
  Accept,
  attemptsOf,
  Backoff,
  BeforeRetry,
  ConfigError,
  constant,
  has,
  Reauthenticate,
  ResponseRejectedError,
  Retry,
  RetryOn,
  type RetryPolicy,
  Timeout,
  thrown,
} from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { useVirtualClock } from '../support/virtual-clock.js';

const again = RetryOn(thrown(Error), { maxRetries: 2, backoff: constant(0) });

/** A decorator of somebody else's, in either dialect: replaces the method. */
function Logged(log: string[]) {
  return (...given: any[]): any => {
    const [value, , descriptor] = given;
    const method = descriptor?.value ?? value;
    const replacement = function (this: unknown, ...args: unknown[]) {
      log.push('called');
      return method.apply(this, args);
    };
    return descriptor ? { ...descriptor, value: replacement } : replacement;
  };
}

test('name, length, this, arguments and generics are kept', async () => {
  class Api {
    constructor(readonly prefix: string) {}
    @Retry()
    @Timeout('1s')
    async get<T extends string>(id: T, times: number): Promise<`${T}`[]> {
      return Array(times).fill(`${this.prefix}${id}`);
    }
    @again
    static async make(prefix: string) {
      return new Api(prefix);
    }
    @again
    async [Symbol.for('run')]() {
      return 'ran';
    }
  }
  expect([Api.prototype.get.name, Api.prototype.get.length]).toEqual(['get', 2]);
  expect(await new Api('a').get('b', 2)).toEqual(['ab', 'ab']);
  expect(await (await Api.make('x')).get('y', 1)).toEqual(['xy']);
  expect(await new Api('')[Symbol.for('run') as never]).toBeTypeOf('function');
});

test('a method keeps working away from its object', async () => {
  class Api {
    @Retry()
    async get(id: string) {
      return id;
    }
  }
  const { get } = new Api();
  expect(await get('7')).toBe('7');
});

test.each(['above', 'between', 'below'])('a foreign decorator %s ours leaves one policy', async (place) => {
  const log: string[] = [];
  const nothing = Logged([]);
  const [above, between, below] = ['above', 'between', 'below'].map((p) =>
    p === place ? Logged(log) : nothing,
  );
  let calls = 0;
  class Api {
    @(above as typeof nothing)
    @again
    @(between as typeof nothing)
    @Backoff(constant(0))
    @(below as typeof nothing)
    async get() {
      calls += 1;
      throw new Error('no');
    }
  }
  await expect(new Api().get()).rejects.toThrow('no');
  expect(calls).toBe(3);
  // Above our decorators it sees the call; below the outermost of ours, it sees each attempt.
  expect(log).toHaveLength(place === 'above' ? 1 : 3);
});

test('two classes with methods of one name share nothing, foreign decorators or not', async () => {
  class A {
    calls = 0;
    @again
    async get() {
      this.calls += 1;
      throw new Error('no');
    }
  }
  class B {
    calls = 0;
    @Timeout('1s')
    @Logged([])
    async get() {
      this.calls += 1;
      throw new Error('no');
    }
  }
  const [a, b] = [new A(), new B()];
  await expect(a.get()).rejects.toThrow();
  await expect(b.get()).rejects.toThrow();
  expect([a.calls, b.calls]).toEqual([3, 1]);
});

test('metadata of others is kept, and the recipe can be read', () => {
  const route =
    (path: string) =>
    (...given: any[]) => {
      const [value, , descriptor] = given;
      Reflect.defineMetadata('path', path, descriptor?.value ?? value);
    };
  class Api {
    @Retry({ maxRetries: 7 })
    @route('/above')
    @Timeout('2s')
    @route('/below')
    async get() {}
  }
  expect(Reflect.getMetadata('path', Api.prototype.get)).toBe('/above');
  new Api();
  const recipe: { retry: RetryPolicy; timeout: object } = Reflect.getMetadata(
    'holdfast:recipe',
    Api.prototype,
    'get',
  );
  expect(recipe.timeout).toEqual({ attempt: 2000 });
  expect(recipe.retry.maxRetries).toBe(7);
});

test('metadata that lies below is kept too', () => {
  const route = (...given: any[]) => {
    const [value, , descriptor] = given;
    Reflect.defineMetadata('path', '/items', descriptor?.value ?? value);
  };
  class Api {
    @Retry()
    @route
    async get() {}
  }
  expect(Reflect.getMetadata('path', Api.prototype.get)).toBe('/items');
});

test('a method that is inherited has it as well where a class is guarded', () => {
  const route = (...given: any[]) => {
    const [value, , descriptor] = given;
    Reflect.defineMetadata('path', '/items', descriptor?.value ?? value);
  };
  class Base {
    @route
    async get(_id: string) {}
  }
  @Retry()
  class Api extends Base {}
  expect(Object.hasOwn(Api.prototype, 'get')).toBe(true);
  expect(Reflect.getMetadata('path', Api.prototype.get)).toBe('/items');
  expect([Api.prototype.get.name, Api.prototype.get.length]).toEqual(['get', 1]);
});

test('reflect-metadata is not needed', async () => {
  const names = ['defineMetadata', 'getOwnMetadataKeys', 'getOwnMetadata'] as const;
  const loaded = names.map((name) => Reflect[name]);
  onTestFinished(() => {
    for (const [index, name] of names.entries()) Reflect.set(Reflect, name, loaded[index]);
  });
  for (const name of names) Reflect.deleteProperty(Reflect, name);
  class Api {
    @Retry()
    async get() {
      return 'got';
    }
  }
  expect(await new Api().get()).toBe('got');
});

test('a policy can be chosen per call, and a hook be a function or the name of a method', async () => {
  const log: string[] = [];
  class Api {
    patience = 1;
    @Retry((self: Api) => ({ maxRetries: self.patience, backoff: constant(0), retryOn: thrown(Error) }))
    @BeforeRetry(() => log.push('function'))
    @BeforeRetry('hook')
    async get() {
      throw new Error('no');
    }
    hook() {
      log.push('method');
    }
  }
  const api = new Api();
  expect(attemptsOf(await api.get().catch((e) => e))).toHaveLength(2);
  expect(log).toEqual(['function', 'method']);
  api.patience = 3;
  expect(attemptsOf(await api.get().catch((e) => e))).toHaveLength(4);
});

test('@Accept takes a predicate or a schema', async () => {
  const schema = z.object({ id: z.string() });
  const response = (data: object) => ({ status: 200, headers: {}, data });
  class Api {
    @Accept(has('id'))
    async byPredicate(data: object) {
      return response(data);
    }
    @Accept(schema)
    async bySchema(data: object) {
      return response(data);
    }
  }
  for (const name of ['byPredicate', 'bySchema'] as const) {
    expect(await new Api()[name]({ id: '7' })).toEqual(response({ id: '7' }));
    await expect(new Api()[name]({})).rejects.toBeInstanceOf(ResponseRejectedError);
  }
});

test('what outlives a call is kept from call to call', async () => {
  const { advance } = useVirtualClock();
  class Api {
    logins = 0;
    @Reauthenticate({ with: 'logIn', maxAge: '1h' })
    async get() {}
    async logIn() {
      this.logins += 1;
    }
  }
  const api = new Api();
  for (const expected of [0, 1, 1]) {
    await api.get();
    expect(api.logins).toBe(expected);
    if (expected === 0) advance(7_200_000);
  }
});

test('what cannot be guarded is refused when the class is defined', () => {
  const loose = Retry() as any;
  expect(() => {
    class Api {
      @loose
      get size() {
        return 1;
      }
    }
    return Api;
  }).toThrow(ConfigError);
  expect(() => {
    class Api {
      @loose
      field = 1;
    }
    return Api;
  }).toThrow(/@Retry on .*field.*: expected a method that returns a promise, this is a field/);
  for (const kind of ['async', 'sync']) {
    expect(() => {
      if (kind === 'async') {
        class Api {
          @loose
          async *pages() {}
        }
        return Api;
      }
      class Api {
        @loose
        *pages() {}
      }
      return Api;
    }).toThrow(/@Retry on .*pages.*a generator.*paginate of holdfast\/rest/);
  }
});

test('a method has one of each kind', () => {
  expect(() => {
    class Api {
      @Timeout('1s')
      @Retry()
      @Timeout('2s')
      async get() {}
    }
    return Api;
  }).toThrow(/@Timeout on .*get: there is one already/);
});

test('@Backoff and @BeforeRetry need something to retry', async () => {
  class Api {
    @Backoff(constant(1))
    async get() {}
  }
  const error = await new Api().get().catch((e) => e);
  expect(error).toBeInstanceOf(ConfigError);
  expect(error.message).toMatch(/@Backoff on Api\.get/);
});
