import { getEventListeners } from 'node:events';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import axios from 'axios';
import { expect, onTestFinished, test } from 'vitest';
import { attach, type ClientOptions, createClient } from '../../src/http/index.js';
import { followSignal } from '../../src/scope/follow-signal.js';
import { Scope } from '../../src/scope.js';
import { delay, drip, hang, json, reply, serve, truncate } from '../support/server.js';
import { newAttempt, rejection, within } from './ambient.js';

function clientFor(options: ClientOptions) {
  const client = createClient(options);
  onTestFinished(() => client.close());
  return client;
}

test("a user's own signal ends the request as axios users know it", async () => {
  const server = await serve(hang());
  const client = clientFor({ baseURL: server.url });
  const controller = new AbortController();
  const ended = rejection(client.get('/', { signal: controller.signal }));
  await expect.poll(() => server.requests.length).toBe(1);
  const reason = new Error('the user pressed Escape');
  controller.abort(reason);
  const error = await ended;
  expect(error).toBeInstanceOf(axios.CanceledError);
  // axios drops it.
  expect(error.cause).toBe(reason);
  expect([error.code, error.message, error.config.url]).toEqual(['ERR_CANCELED', 'canceled', '/']);
  await server.closed(1);
  const before = await rejection(client.get('/', { signal: controller.signal }));
  expect(before).toBeInstanceOf(axios.CanceledError);
  expect(server.requests).toHaveLength(1);
});

test('the error tells which request was ended, of an attached instance and of a body that is prepared first, too', async () => {
  const server = await serve(hang());
  const instances = [clientFor({ baseURL: server.url }), attach(axios.create({ baseURL: server.url }))];
  for (const [index, instance] of instances.entries()) {
    const controller = new AbortController();
    const data = Readable.from(['some', 'bytes'], { objectMode: false });
    const ended = rejection(instance.post('/', data, { signal: controller.signal }));
    await expect.poll(() => server.requests.length).toBe(index + 1);
    controller.abort();
    const error = await ended;
    expect(error).toBeInstanceOf(axios.CanceledError);
    expect(error.request).toBeDefined();
  }
});

test('so does a cancel token, with its message', async () => {
  const server = await serve(hang());
  const client = clientFor({ baseURL: server.url });
  const source = axios.CancelToken.source();
  const ended = rejection(client.get('/', { cancelToken: source.token }));
  await expect.poll(() => server.requests.length).toBe(1);
  source.cancel('no longer needed');
  const error = await ended;
  expect([axios.isCancel(error), error.message]).toEqual([true, 'no longer needed']);
  await server.closed(1);
});

test('and anything that looks like a signal', async () => {
  const server = await serve(hang());
  const client = clientFor({ baseURL: server.url });
  const listeners = new Set<() => void>();
  class Polyfill {
    aborted = false;
    addEventListener = (_type: string, listener: () => void) => listeners.add(listener);
    removeEventListener = (_type: string, listener: () => void) => listeners.delete(listener);
  }
  const signal = new Polyfill();
  const ended = rejection(client.get('/', { signal }));
  await expect.poll(() => server.requests.length).toBe(1);
  signal.aborted = true;
  for (const listener of [...listeners]) listener();
  expect(await ended).toBeInstanceOf(axios.CanceledError);
  expect(listeners.size).toBe(0);
});

test('inside an attempt, the end of the attempt is told from the end of the request', async () => {
  const server = await serve(hang());
  const client = clientFor({ baseURL: server.url });
  const [attempt, controller] = [newAttempt(), new AbortController()];
  const both = within(attempt, () => [
    rejection(client.get('/', { signal: controller.signal })),
    rejection(client.get('/', { signal: new AbortController().signal })),
  ]);
  await expect.poll(() => server.requests.length).toBe(2);
  controller.abort();
  expect(await both[0]).toBeInstanceOf(axios.CanceledError);
  const reason = new Error('over');
  attempt.abort(reason);
  expect(await both[1]).toBe(reason);
});

test('two thousand requests on one long-lived signal leave no listener', async () => {
  const server = await serve(json({}));
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 20 } });
  const { signal } = new AbortController();
  const scope = new Scope();
  followSignal(scope, signal);
  for (let round = 0; round < 20; round++) {
    const requests = Array.from({ length: 100 }, () => client.get('/', { signal }));
    const ambient = within(scope, () => client.get('/'));
    await Promise.all([...requests, ambient]);
  }
  scope.close();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

const stream = { responseType: 'stream' } as const;

test('a stream that is read to its end leaves nothing behind', async () => {
  const server = await serve(drip(5, 'a stream'));
  const client = clientFor({ baseURL: server.url });
  const { signal } = new AbortController();
  const response = await client.get('/', { ...stream, signal });
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  expect(await text(response.data)).toBe('a stream');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  await expect.poll(() => client.stats()).toMatchObject({ active: 0, idle: 1 });
});

test('a stream can be ended while it is read: by its signal, by what is around it, by its reader', async () => {
  const server = await serve((_req, res) => res.write('a beginning'));
  const client = clientFor({ baseURL: server.url });
  const controller = new AbortController();
  const { data: own } = await client.get('/', { ...stream, signal: controller.signal });
  controller.abort();
  expect(await rejection(text(own))).toBeInstanceOf(axios.CanceledError);
  await server.closed(1);

  const attempt = newAttempt();
  const { data: ambient } = await within(attempt, () => client.get('/', stream));
  attempt.abort('a reason that is no error');
  expect((await rejection(text(ambient))).message).toBe('a reason that is no error');
  await server.closed(2);

  const { signal } = new AbortController();
  const { data: unread } = await client.get('/', { ...stream, signal });
  unread.destroy();
  await server.closed(3);
  await expect.poll(() => getEventListeners(signal, 'abort')).toEqual([]);
});

test('the body of an error may be a stream, too', async () => {
  const server = await serve(reply(500, 'what went wrong'));
  const client = clientFor({ baseURL: server.url });
  const error = await rejection(client.get('/', stream));
  expect(await text(error.response.data)).toBe('what went wrong');
  await expect.poll(() => client.stats()).toMatchObject({ active: 0, idle: 1 });
});

test('a stream that breaks off tells so', async () => {
  const server = await serve(truncate());
  const client = clientFor({ baseURL: server.url });
  const { data } = await client.get('/', stream);
  expect((await rejection(text(data))).code).toBe('ECONNRESET');
});

test('streams of the fetch adapter end as well', async () => {
  const server = await serve([json('all'), (_req, res) => res.write('a beginning')]);
  const client = clientFor({ baseURL: server.url, adapter: 'fetch' });
  const controller = new AbortController();
  const whole = await client.get('/', { ...stream, signal: controller.signal });
  expect(whole.data).toBeInstanceOf(ReadableStream);
  expect(await text(whole.data)).toBe('"all"');
  await expect.poll(() => getEventListeners(controller.signal, 'abort')).toEqual([]);
  const { data } = await client.get('/', { ...stream, signal: controller.signal });
  controller.abort();
  await rejection(text(data));
  await server.closed(2);
});

test('a reply that comes as the request is cancelled is not taken', async () => {
  const server = await serve(delay(50, json({})));
  const client = clientFor({ baseURL: server.url });
  const attempt = newAttempt();
  const ended = within(attempt, () => client.get('/', { transformResponse: (data) => data }));
  ended.catch(() => {});
  setTimeout(() => attempt.abort(new Error('over')), 20);
  expect((await rejection(ended)).message).toBe('over');
});
