/** This file is compiled with standard decorators; that all of it holds in both dialects is shown in test/dialects. */
import { constant, Retry, RetryOn, RetryPolicy, result, status } from 'holdfast';
import { expect, test } from 'vitest';
import { json, reply } from '../support/server.js';
import { clientFor } from './clients.js';

const backoff = constant(1);

test('cockatiel: its decorator threw a TypeError in the standard dialect', async () => {
  const { http } = await clientFor([reply(500), json({ ok: true })]);
  class Api {
    static readonly prefix = '/items';
    @Retry({ backoff })
    get<T>(id: T) {
      return http.get<{ id: T; ok: boolean }>(`${Api.prefix}/${id}`);
    }
  }
  expect((await new Api().get(7)).data).toEqual({ ok: true });
  expect([Api.prototype.get.name, Api.prototype.get.length]).toEqual(['get', 1]);
});

test('typescript-retry-decorator: it could be put where there is nothing to retry', () => {
  const define = (): unknown =>
    class {
      // @ts-expect-error A member that returns no promise is refused by the compiler.
      @Retry()
      add(a: number, b: number) {
        return a + b;
      }
    };
  expect(define).not.toThrow();
});

test('cockatiel, typescript-retry-decorator: no decorator on a class, and none that is inherited', async () => {
  const { server, http } = await clientFor(reply(503));
  @Retry({ maxRetries: 1, backoff })
  class Base {
    @Retry({ maxRetries: 2, backoff })
    own() {
      return http.get('/');
    }
    @RetryOn(status(418))
    get() {
      return http.get('/');
    }
  }
  @Retry(
    class extends RetryPolicy {
      override maxRetries = 0;
    },
  )
  class Derived extends Base {
    override get() {
      return super.get();
    }
  }
  const requestsOf = async (call: Promise<unknown>) => {
    await expect(call).rejects.toThrow('503');
    return server.requests.splice(0).length;
  };
  expect(await requestsOf(new Base().own())).toBe(3);
  expect(await requestsOf(new Base().get())).toBe(2);
  expect(await requestsOf(new Derived().own())).toBe(3);
  expect(await requestsOf(new Derived().get())).toBe(1);
});

test('all of them: a decorator that looks at what the method returned', async () => {
  class Api {
    calls = 0;
    @RetryOn(
      result((value) => value === undefined),
      { backoff },
    )
    async find() {
      this.calls += 1;
      return this.calls < 3 ? undefined : 'found';
    }
  }
  expect(await new Api().find()).toBe('found');
});
