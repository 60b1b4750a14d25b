import { Readable } from 'node:stream';
import {
  BodyNotReplayableError,
  constant,
  createClient,
  currentAttempt,
  Idempotent,
  Retry,
  RetryOn,
  status,
} from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { hang, json, reply, reset, truncate } from '../support/server.js';

const backoff = constant(1);
const created = json({ id: '7' }, 201);

test.each([
  ['an answer of 500', reply(500)],
  ['an answer of 503 that names no time', reply(503)],
  ['a reset', reset()],
  ['an answer that is cut off', truncate()],
])('a POST is not sent again after %s', async (_, fault) => {
  const { server, http } = await clientFor([fault, created]);
  class Api {
    @Retry({ backoff })
    add() {
      return http.post('/items', { summary: 'x' });
    }
    @Retry({ backoff })
    async logInThenAdd() {
      await http.get('/ok').catch(() => {});
      return http.post('/items', { summary: 'x' });
    }
  }
  await expect(new Api().add()).rejects.toThrow();
  expect(server.requests).toHaveLength(1);
});

test.each([
  ['429', reply(429)],
  ['503 with Retry-After', reply(503, '', { 'retry-after-ms': '1', 'retry-after': '0' })],
])('a POST that was refused up front with %s is sent again', async (_, refusal) => {
  const { server, http } = await clientFor([refusal, created]);
  class Api {
    @Retry({ backoff })
    add() {
      return http.post('/items', { summary: 'x' });
    }
  }
  expect((await new Api().add()).status).toBe(201);
  expect(server.requests).toHaveLength(2);
});

test('an attempt is as unsafe as the most unsafe request that reached the server', async () => {
  const { server, http } = await clientFor([created, reply(500)]);
  class Api {
    @Retry({ backoff })
    async addThenRead() {
      await http.post('/items', { summary: 'x' });
      return http.get('/items');
    }
  }
  await expect(new Api().addThenRead()).rejects.toMatchObject({ response: { status: 500 } });
  expect(server.requests.map((r) => r.method)).toEqual(['POST', 'GET']);
});

test('a POST that never reached a server is sent again', async () => {
  const http = createClient({ baseURL: 'http://127.0.0.1:1' });
  onTestFinished(() => http.close());
  let attempts = 0;
  class Api {
    @Retry({ backoff })
    add() {
      attempts += 1;
      return http.post('/items', {});
    }
  }
  await expect(new Api().add()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(attempts).toBe(4);
});

test('with @Idempotent a POST is sent again: one key for all attempts of a call, another for the next call', async () => {
  const { server, http } = await clientFor([reset(), reply(500), created]);
  class Api {
    @Retry({ backoff })
    @Idempotent()
    async add() {
      await Promise.resolve();
      expect(currentAttempt()?.idempotencyKey).toMatch(/^[\da-f-]{36}$/);
      return http.post('/items', { summary: 'x' });
    }
  }
  await new Api().add();
  await new Api().add();
  const keys = server.requests.map((r) => r.headers['idempotency-key']);
  expect(keys).toHaveLength(4);
  expect(new Set(keys.slice(0, 3)).size).toBe(1);
  expect(new Set(keys).size).toBe(2);
});

test("the key's header and value can be chosen, and the user's own header stays", async () => {
  const { server, http } = await clientFor(created);
  class Api {
    @Idempotent({ header: 'PayPal-Request-Id', key: (attempt) => `order-${attempt.args[0]}` })
    add(id: number, headers: Record<string, string> = {}) {
      return http.post('/orders', { id }, { headers });
    }
  }
  await new Api().add(7);
  await new Api().add(8, { 'paypal-request-id': 'mine' });
  expect(server.requests.map((r) => r.headers['paypal-request-id'])).toEqual(['order-7', 'mine']);
});

test('what is stated is done for a POST too', async () => {
  const { server, http } = await clientFor([reply(500), created]);
  class Api {
    @RetryOn(status('5xx'), { backoff })
    add() {
      return http.post('/items', {});
    }
  }
  expect((await new Api().add()).status).toBe(201);
  expect(server.requests).toHaveLength(2);
});

test('a stream that was read is never sent again, empty', async () => {
  const { server, http } = await clientFor([reply(500), created]);
  class Api {
    @Retry({ backoff })
    put(body: Readable) {
      return http.put('/file', body);
    }
    @Retry({ backoff })
    putFresh(make: () => Readable) {
      return http.put('/file', make());
    }
  }
  const error = await new Api().put(Readable.from(['abc'])).catch((e) => e);
  expect(error).toBeInstanceOf(BodyNotReplayableError);
  expect(error.cause).toMatchObject({ response: { status: 500 } });
  expect(server.requests.map((r) => r.body)).toEqual(['abc']);
  await new Api().putFresh(() => Readable.from(['abc']));
  expect(server.requests.map((r) => r.body)).toEqual(['abc', 'abc']);
});

test('a slow POST that timed out is not repeated', async () => {
  const { server, http } = await clientFor(hang());
  class Api {
    @Retry({ backoff })
    add() {
      return http.post('/items', {}, { timeout: 500 });
    }
  }
  await expect(new Api().add()).rejects.toMatchObject({ code: 'ECONNABORTED' });
  expect(server.requests).toHaveLength(1);
});
