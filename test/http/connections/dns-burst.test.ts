/** The system's resolver, in front of which each of these tests stands. */
import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import { afterEach, beforeEach, expect, type MockInstance, onTestFinished, test, vi } from 'vitest';
import { constant } from '../../../src/backoff/index.js';
import { ConnectTimeoutError } from '../../../src/http/errors.js';
import { type ClientOptions, createClient } from '../../../src/http/index.js';
import { resilient } from '../../../src/policies/index.js';
import { delay, json, serve } from '../../support/server.js';
import { rejection } from '../ambient.js';

let lookup: MockInstance<(name: string, options: object, done: (...answer: any[]) => void) => void>;
beforeEach(() => {
  lookup = vi.spyOn(dns as { lookup: (...args: any[]) => void }, 'lookup');
});
afterEach(() => lookup.mockRestore());

/** The names that were asked for. A server that listens asks for its own address, too. */
const sought = () => lookup.mock.calls.map(([name]) => name).filter((name) => name !== '127.0.0.1');

function clientFor(options: ClientOptions) {
  const client = createClient(options);
  onTestFinished(() => client.close());
  return client;
}

const named = (url: string) => url.replace('127.0.0.1', 'localhost');

test('a hundred and fifty first calls at once ask once', async () => {
  const server = await serve(delay(30, json({})));
  const client = clientFor({ baseURL: named(server.url) });
  await Promise.all(Array.from({ length: 150 }, (_, n) => client.get(`/${n}`)));
  expect(client.stats()).toMatchObject({ connectionsOpened: 150, dnsLookups: 1 });
  expect(sought()).toEqual(['localhost']);
});

test('a failure is told to all who wait and to nobody after them', async () => {
  const server = await serve(json('found'));
  const client = clientFor({ baseURL: server.url.replace('127.0.0.1', 'todo.test') });
  const notFound = Object.assign(new Error('getaddrinfo ENOTFOUND todo.test'), { code: 'ENOTFOUND' });
  lookup.mockImplementationOnce((_name, _options, done) => setImmediate(done, notFound));
  lookup.mockImplementation((_name, _options, done) =>
    setImmediate(done, null, [{ address: '127.0.0.1', family: 4 }]),
  );
  const errors = await Promise.all([1, 2, 3].map(() => rejection(client.get('/'))));
  expect(errors.map(({ code }) => code)).toEqual(['ENOTFOUND', 'ENOTFOUND', 'ENOTFOUND']);
  expect((await client.get('/')).data).toBe('found');
  expect(client.stats().dnsLookups).toBe(2);

  // As a policy sees it: nothing reached anybody, so that a POST is tried again.
  lookup.mockImplementationOnce((_name, _options, done) => setImmediate(done, notFound));
  const other = clientFor({ baseURL: server.url.replace('127.0.0.1', 'todo.test') });
  const guarded = resilient({ maxRetries: 1, backoff: constant(1) });
  expect((await guarded.call(() => other.post('/', {}))).data).toBe('found');
});

test('a resolver that does not answer is a connection that is not there in time, for each who waits', async () => {
  const client = clientFor({ baseURL: 'http://todo.test', timeouts: { connect: 60 } });
  lookup.mockImplementation(() => {});
  const errors = await Promise.all([1, 2, 3].map(() => rejection(client.get('/'))));
  for (const error of errors) expect(error).toBeInstanceOf(ConnectTimeoutError);
  expect(client.stats()).toMatchObject({ dnsLookups: 1, active: 0, queued: 0, connectionsOpened: 0 });
});

test("a user's look-up is asked instead, of the client or of one request", async () => {
  const server = await serve(json({}));
  const asked: string[] = [];
  const theirs =
    (by: string): LookupFunction =>
    (name, _options, done) => {
      asked.push(`${by}: ${name}`);
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    };
  const client = clientFor({
    baseURL: server.url.replace('127.0.0.1', 'todo.test'),
    lookup: theirs('client') as never,
    pool: { maxFreeSockets: 0 },
  });
  await client.get('/');
  await client.get('/', { lookup: theirs('request') as never });
  expect(asked).toEqual(['client: todo.test', 'request: todo.test']);
  expect(sought()).toEqual([]);
  expect(client.stats().dnsLookups).toBe(2);
});
