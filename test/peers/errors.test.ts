import { AxiosError } from 'axios';
import { attemptsOf, constant, Retry, resilient, Timeout, thrown } from 'holdfast';
import { expect, test } from 'vitest';
import { json, reply, truncate } from '../support/server.js';
import { clientFor } from './clients.js';

const backoff = constant(1);

class OutOfMilk extends Error {
  readonly code = 'E_MILK';
}

test('typescript-retry-decorator: the original error was lost, its code was 429 whatever had happened', async () => {
  const { http } = await clientFor(reply(503, '{"until":"noon"}', { 'content-type': 'application/json' }));
  const original = new OutOfMilk('again');
  class Api {
    @Retry({ backoff })
    get() {
      return http.get('/');
    }
    @Retry({ retryOn: thrown(OutOfMilk), backoff })
    async buy() {
      throw original;
    }
  }
  const error = await new Api().get().catch((e) => e);
  expect(error).toBeInstanceOf(AxiosError);
  expect(error).toMatchObject({
    code: 'ERR_BAD_RESPONSE',
    response: { status: 503, data: { until: 'noon' } },
  });
  await expect(new Api().buy()).rejects.toBe(original);
  expect(original.code).toBe('E_MILK');
});

test('p-retry: the last error knew nothing of the attempts before it', async () => {
  const { http } = await clientFor([reply(503), truncate(), reply(500)]);
  class Api {
    @Retry({ backoff, maxRetries: 2 })
    get() {
      return http.get('/');
    }
  }
  const error = await new Api().get().catch((e) => e);
  expect(attemptsOf(error)).toMatchObject([
    { number: 1, status: 503, reason: 'status 503', delay: 1 },
    { number: 2, status: 200, failure: 'truncated', reason: 'truncated', delay: 1 },
    { number: 3, status: 500, delay: undefined },
  ]);
  const starts = attemptsOf(error).flatMap(({ start, duration }) => [start, start + duration]);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
});

test('axios-retry, got: nor did the response that came in the end', async () => {
  const { http } = await clientFor([reply(503), json({ ok: true })], { retry: { backoff } });
  expect(attemptsOf(await http.get('/'))).toMatchObject([{ status: 503, delay: 1 }, { status: 200 }]);
});

test('retry-axios, mollitia: a time limit hid what had failed before', async () => {
  const original = new OutOfMilk('again');
  let calls = 0;
  const call = resilient({ retryOn: thrown(OutOfMilk), backoff, timeout: { total: 80 } }).call(() => {
    calls += 1;
    if (calls === 1) throw original;
    return new Promise(() => {});
  });
  const error = await call.catch((e) => e);
  expect(error).toMatchObject({ name: 'TotalTimeoutError', limit: 80, cause: original });
});

test('typescript-retry-decorator: what is no Error stays what it was', async () => {
  class Job {
    @Retry({ retryOn: ({ ok }) => !ok, backoff })
    @Timeout('1s')
    async run(): Promise<never> {
      throw 'a string';
    }
  }
  await expect(new Job().run()).rejects.toBe('a string');
});
