import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { BodyNotReplayableError } from '../../../src/errors.js';
import { createClient } from '../../../src/http/index.js';
import { json, serve } from '../../support/server.js';
import { newAttempt, rejection, within } from '../ambient.js';

/** The `form-data` package, which axios brings along. */
const requireOfAxios = createRequire(createRequire(import.meta.url).resolve('axios'));
const FormData = requireOfAxios('form-data') as new () => { append(name: string, value: unknown): void };

async function setUp() {
  const server = await serve(json({}));
  const client = createClient({ baseURL: server.url, origins: ['http://127.0.0.1:1'] });
  onTestFinished(() => client.close());
  return { server, client };
}

test('a stream is sent once, and a second time is refused before anything is sent', async () => {
  const { server, client } = await setUp();
  const body = Readable.from(['abc']);
  await client.put('/items?token=secret-1', body);
  const error = await rejection(client.put('/items?token=secret-1', body));
  expect(error).toBeInstanceOf(BodyNotReplayableError);
  expect(error.message).toBe(
    `PUT ${server.url}/items: the body is a stream that was read before, so it cannot be sent`,
  );
  expect(error.config.url).toBe('/items?token=secret-1');
  expect(server.requests.map(({ body }) => body)).toEqual(['abc']);
});

test('also where the first time never reached the server, and on an attempt that failed before', async () => {
  const { server, client } = await setUp();
  const attempt = newAttempt();
  const body = Readable.from(['abc']);
  const first = await within(attempt, () => rejection(client.put('http://127.0.0.1:1/', body)));
  attempt.call.lastError = first;
  const second = attempt.call.attempt(attempt.number + 1);
  const error = await within(second, () => rejection(client.put('/', body)));
  expect(error).toBeInstanceOf(BodyNotReplayableError);
  expect(error.cause).toBe(first);
  expect(second.requests).toBeUndefined();
  expect(server.requests).toEqual([]);
});

test('streams that were read, destroyed or locked elsewhere are refused', async () => {
  const { server, client } = await setUp();
  const read = Readable.from(['abc']);
  for await (const _ of read) break;
  const destroyed = Readable.from(['abc']).destroy();
  const locked = new Blob(['abc']).stream();
  locked.getReader();
  const disturbed = new Blob(['abc']).stream();
  await disturbed.cancel();
  for (const body of [read, destroyed, locked, disturbed]) {
    expect(await rejection(client.put('/', body))).toBeInstanceOf(BodyNotReplayableError);
  }
  expect(server.requests).toEqual([]);
});

test('a form of the form-data package with a stream in it can be sent once', async () => {
  const { server, client } = await setUp();
  const form = new FormData();
  form.append('name', Readable.from(['value']));
  await client.post('/', form);
  expect(await rejection(client.post('/', form))).toBeInstanceOf(BodyNotReplayableError);
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]?.body).toContain('value');
});

test('a stream that was cancelled before it was sent can still be sent', async () => {
  const { server, client } = await setUp();
  const body = Readable.from(['abc']);
  const attempt = newAttempt();
  attempt.abort(new Error('over'));
  await within(attempt, () => rejection(client.put('/', body)));
  await rejection(client.put('/', body, { signal: AbortSignal.abort() }));
  await client.put('/', body);
  expect(server.requests.map((request) => request.body)).toEqual(['abc']);
});
