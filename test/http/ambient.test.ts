import { setTimeout as wait } from 'node:timers/promises';
import axios from 'axios';
import { expect, test } from 'vitest';
import { AttemptTimeoutError } from '../../src/errors.js';
import { createClient } from '../../src/http/index.js';
import { Scope } from '../../src/scope.js';
import { drip, hang, json, reply, reset, serve } from '../support/server.js';
import { newAttempt, rejection, within } from './ambient.js';

const client = createClient();

test("an attempt's end ends its request, also after an await, and the server sees the socket close", async () => {
  const server = await serve(hang());
  const attempt = newAttempt();
  const over = new AttemptTimeoutError('over', 60);
  const method = async () => {
    await wait(5);
    return client.get(server.url);
  };
  const ended = rejection(within(attempt, method));
  await expect.poll(() => server.requests.length).toBe(1);
  attempt.limit(60, () => over);
  expect(await ended).toBe(over);
  await server.closed(1);
});

test('two attempts at once do not mix, and requests at once in one attempt all end', async () => {
  const server = await serve([hang(), hang(), hang(), json('fine')]);
  const [one, other] = [newAttempt(), newAttempt()];
  const reason = new Error('one is over');
  const ended = within(one, () => [1, 2, 3].map(() => rejection(client.get(server.url))));
  await expect.poll(() => server.requests.length).toBe(3);
  const fine = within(other, () => client.get(server.url));
  one.abort(reason);
  expect(await Promise.all(ended)).toEqual([reason, reason, reason]);
  expect((await fine).data).toBe('fine');
});

test('what is asked for after the attempt is over is not sent', async () => {
  const server = await serve(json({}));
  const attempt = newAttempt();
  const reason = new Error('too late');
  const method = async () => {
    await wait(30);
    return client.get(server.url);
  };
  const orphan = rejection(within(attempt, method));
  attempt.abort(reason);
  expect(await orphan).toBe(reason);
  expect(server.requests).toEqual([]);
  expect(attempt.requests).toBeUndefined();
});

test('a response whose body still drips is cut too', async () => {
  const server = await serve(drip(20, 'a text that takes longer than the attempt'));
  const attempt = newAttempt();
  attempt.limit(100, () => new AttemptTimeoutError('over', 100));
  expect(await rejection(within(attempt, () => client.get(server.url)))).toBeInstanceOf(AttemptTimeoutError);
  await server.closed(1);
});

test('the requests of an attempt are known to it: method, address, response, failure, connection', async () => {
  const server = await serve([json({ id: 1 }), reply(503), reset(), json({})]);
  const own = createClient({ baseURL: server.url, origins: ['http://127.0.0.1:1'] });
  const attempt = newAttempt();
  await within(attempt, async () => {
    await own.get('/items', { params: { page: 2 } });
    await rejection(own.post('/items', {}));
    await rejection(own.patch('/items/1'));
    await rejection(own.get('http://127.0.0.1:1/'));
  });
  await own.close();
  expect(attempt.requests).toMatchObject([
    { method: 'GET', url: `${server.url}/items?page=2`, response: { status: 200 }, reusedSocket: false },
    {
      method: 'POST',
      url: `${server.url}/items`,
      response: { status: 503 },
      failure: 'status',
      reusedSocket: true,
    },
    { method: 'PATCH', failure: 'reset', reusedSocket: true },
    { method: 'GET', failure: 'connect' },
  ]);
  expect(attempt.requests?.[0]?.failure).toBeUndefined();
});

test('a request is on record while it is on its way, and as aborted when someone ended it', async () => {
  const server = await serve(hang());
  const attempt = newAttempt();
  const ended = rejection(within(attempt, () => client.post(server.url)));
  await expect.poll(() => server.requests.length).toBe(1);
  expect(attempt.requests).toMatchObject([{ method: 'POST' }]);
  expect(attempt.requests?.[0]?.failure).toBeUndefined();
  attempt.abort(axios.AxiosError.from(new Error('of another request'), 'ECONNRESET'));
  await ended;
  expect(attempt.requests?.[0]?.failure).toBe('aborted');
});

test('an attempt that ends while it connects has sent nothing: a connection failure, whatever ended it', async () => {
  const neverResolved = createClient({ lookup: () => {} });
  const attempt = newAttempt();
  attempt.limit(30, () => new AttemptTimeoutError('over', 30));
  await rejection(within(attempt, () => neverResolved.post('http://example.test/')));
  expect(attempt.requests).toMatchObject([{ method: 'POST', failure: 'connect' }]);
  await neverResolved.close();
});

test('the idempotency key goes along, unless the request brings its own', async () => {
  const server = await serve(json({}));
  const idempotency = { header: 'Idempotency-Key', key: () => 'k-1' };
  const shared = axios.AxiosHeaders.from({ 'x-app': 'todo' });
  const attempt = newAttempt({ idempotency });
  const { config } = await within(attempt, async () => {
    await client.post(server.url, {}, { headers: { 'idempotency-key': 'mine' } });
    return client.post(server.url, {}, { headers: shared });
  });
  const nested = newAttempt({ parent: attempt });
  await within(nested, () => client.post(server.url));
  await within(newAttempt(), () => client.post(server.url));
  const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
  expect(keys).toEqual(['mine', 'k-1', 'k-1', undefined]);
  expect(server.requests[1]?.headers['x-app']).toBe('todo');
  expect([shared.has('idempotency-key'), config.headers.has('idempotency-key')]).toEqual([false, false]);
});

test('a signal around the code, without an attempt, is followed too', async () => {
  const server = await serve(hang());
  const scope = new Scope();
  const ended = rejection(within(scope, () => client.get(server.url)));
  await expect.poll(() => server.requests.length).toBe(1);
  scope.abort('the reason');
  expect(await ended).toBe('the reason');
  await server.closed(1);
});

test('an adapter that does not listen to its signal holds nobody up', async () => {
  const attempt = newAttempt();
  const reason = new Error('over');
  const deaf = rejection(within(attempt, () => client.get('/', { adapter: () => new Promise(() => {}) })));
  setImmediate(() => attempt.abort(reason));
  expect(await deaf).toBe(reason);
});

test('a request may name another adapter', async () => {
  const server = await serve(hang());
  const attempt = newAttempt();
  attempt.limit(600, () => new AttemptTimeoutError('over', 600));
  const error = await rejection(within(attempt, () => client.get(server.url, { adapter: 'fetch' })));
  expect(error).toBeInstanceOf(AttemptTimeoutError);
  await server.closed(1);
});

test('forty requests at once in one attempt, without a warning or a listener left', async () => {
  const server = await serve(json({}));
  const attempt = newAttempt();
  await within(attempt, () => Promise.all(Array.from({ length: 40 }, () => client.get(server.url))));
  expect(attempt.requests).toHaveLength(40);
  expect(server.requests).toHaveLength(40);
});
