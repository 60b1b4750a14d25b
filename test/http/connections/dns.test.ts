import { type LookupAddress, lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { useClock } from '../../../src/clock.js';
import { Lookups } from '../../../src/http/connections/dns.js';
import { type ClientOptions, createClient } from '../../../src/http/index.js';
import { json, serve } from '../../support/server.js';
import { rejection } from '../ambient.js';

function clientFor(options: ClientOptions) {
  const client = createClient(options);
  onTestFinished(() => client.close());
  return client;
}

const ask = (lookup: LookupFunction, hostname: string, options = {}) =>
  new Promise<unknown[]>((done) => lookup(hostname, options, (...answer) => done(answer)));

function stoppedClock() {
  let time = 0;
  onTestFinished(
    useClock({ now: () => time, wall: () => time, random: () => 0.5, schedule: () => () => {} }),
  );
  return { pass: (ms: number) => (time += ms) };
}

test('look-ups at the same time are one, and its answer is kept for a while', async () => {
  const clock = stoppedClock();
  const lookups = new Lookups(true);
  const all = await Promise.all([1, 2, 3].map(() => ask(lookups.lookup, 'localhost', { all: true })));
  for (const [error, addresses] of all)
    expect([error, (addresses as LookupAddress[])[0]?.address]).not.toContain(undefined);
  expect(lookups.count).toBe(1);
  clock.pass(29_999);
  await ask(lookups.lookup, 'localhost', { all: true });
  expect(lookups.count).toBe(1);
  clock.pass(1);
  await ask(lookups.lookup, 'localhost', { all: true });
  expect(lookups.count).toBe(2);
});

test('the answer has the shape that was asked for', async () => {
  const lookups = new Lookups(true);
  const real = await promisify(resolve)('localhost', { all: true });
  expect(await ask(lookups.lookup, 'localhost', { all: true })).toEqual([null, real]);
  expect(await ask(lookups.lookup, 'localhost')).toEqual([null, real[0]?.address, real[0]?.family]);
  expect(await ask(lookups.lookup, 'localhost', { family: 4 })).toEqual([null, '127.0.0.1', 4]);
  expect(lookups.count).toBe(2);
});

test('failures are told to all who wait, and not kept', async () => {
  const lookups = new Lookups(true);
  const failed = await Promise.all([1, 2].map(() => ask(lookups.lookup, 'no-such-host.invalid')));
  for (const [error] of failed) expect((error as NodeJS.ErrnoException).syscall).toBe('getaddrinfo');
  expect(lookups.count).toBe(1);
  await ask(lookups.lookup, 'no-such-host.invalid');
  expect(lookups.count).toBe(2);
});

test('it can be switched off, and one host forgotten', async () => {
  const without = new Lookups(false);
  await Promise.all([ask(without.lookup, 'localhost'), ask(without.lookup, 'localhost')]);
  expect(without.count).toBe(2);
  const lookups = new Lookups(true);
  await ask(lookups.lookup, 'localhost');
  lookups.forget('localhost');
  await ask(lookups.lookup, 'localhost');
  expect(lookups.count).toBe(2);
});

test('a client asks once for many connections, and never for an address', async () => {
  const server = await serve(json({}));
  const client = clientFor({ pool: { maxFreeSockets: 0 } });
  const named = server.url.replace('127.0.0.1', 'localhost');
  await Promise.all([1, 2, 3, 4].map(() => client.get(named)));
  expect(client.stats()).toMatchObject({ connectionsOpened: 4, dnsLookups: 1 });
  await client.get(server.url);
  expect(client.stats()).toMatchObject({ connectionsOpened: 5, dnsLookups: 1 });
});

test('a host that refuses is looked up again', async () => {
  const client = clientFor({});
  await rejection(client.get('http://localhost:1/'));
  await rejection(client.get('http://localhost:1/'));
  expect(client.stats().dnsLookups).toBe(2);
});

test("a user's own look-up is asked each time, in both of its forms", async () => {
  const server = await serve(json({}));
  const asked: string[] = [];
  const byCallback: LookupFunction = (hostname, options, callback) => {
    asked.push(hostname);
    if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(null, '127.0.0.1', 4);
  };
  const client = clientFor({ lookup: byCallback as never, pool: { maxFreeSockets: 0 } });
  const url = server.url.replace('127.0.0.1', 'todo.test');
  await client.get(url);
  await client.get(url, { lookup: async () => ['127.0.0.1', 4] as never });
  await client.get(url);
  expect(asked).toEqual(['todo.test', 'todo.test']);
  expect(client.stats().dnsLookups).toBe(3);
});
