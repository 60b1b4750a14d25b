/** What `stats()` says is exact, and `close()` ends all of it, whatever happens at the same time. */
import { getEventListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import axios from 'axios';
import { expect, onTestFinished, test } from 'vitest';
import { currentAttempt } from '../../src/attempt.js';
import { constant } from '../../src/backoff/index.js';
import { type ClientOptions, createClient } from '../../src/http/index.js';
import { attemptsOf, resilient, withSignal } from '../../src/policies/index.js';
import { delay, drip, hang, json, reply, reset, type Step, serve, truncate } from '../support/server.js';
import { rejection } from './ambient.js';

function clientFor(options: ClientOptions) {
  const client = createClient(options);
  onTestFinished(() => client.close());
  return client;
}

/** The same numbers at each run with the same seed: mulberry32. */
function dice(seed: number) {
  let state = seed;
  return (sides: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  };
}

const STEPS: readonly Step[] = [
  json({}),
  json({ a: 'body' }),
  delay(15, json({})),
  reply(500),
  reply(200, 'bye', { connection: 'close' }),
  reset(),
  truncate(),
  (req, res, n) => (n % 4 ? reset() : hang())(req, res, n),
  drip(10, 'a slow one'),
  (_req, res) => res.writeHead(302, { location: '/0' }).end(),
];

test.each([1, 2, 3])('500 requests, aborted, reset, too slow or answered (seed %i)', async (seed) => {
  const roll = dice(seed);
  const server = await serve((req, res, n) => STEPS[Number(req.url?.slice(1)) % STEPS.length]?.(req, res, n));
  const client = clientFor({
    baseURL: server.url,
    pool: { maxSockets: 40 },
    timeouts: { idle: 900, attempt: 20_000, queue: 20_000, connect: 20_000 },
  });
  let inFlight = 0;
  const one = async (): Promise<'answered' | 'failed'> => {
    const controller = new AbortController();
    if (roll(5) === 0) setTimeout(() => controller.abort(), roll(60));
    inFlight += 1;
    const config = { signal: controller.signal, maxRedirects: roll(3) ? 5 : 0 };
    const method = roll(3) ? 'get' : 'post';
    try {
      await client.request({ ...config, method, url: `/${roll(STEPS.length)}` });
      return 'answered';
    } catch {
      return 'failed';
    } finally {
      inFlight -= 1;
    }
  };
  const results: Promise<string>[] = [];
  for (let n = 0; n < 500; n++) {
    results.push(one());
    if (roll(10) === 0) await wait(roll(4));
    const { active, idle, queued, requests, reused } = client.stats();
    expect(active + idle).toBeLessThanOrEqual(40);
    expect(active + queued).toBeLessThanOrEqual(inFlight);
    expect(reused).toBeLessThanOrEqual(requests);
  }
  const ended = await Promise.all(results);
  // Some of each, or this proves nothing.
  for (const kind of ['answered', 'failed'])
    expect(ended.filter((each) => each === kind).length).toBeGreaterThan(20);
  await expect.poll(() => client.stats()).toMatchObject({ active: 0, queued: 0 });

  const stats = client.stats();
  expect(stats.requests).toBeGreaterThanOrEqual(500);
  expect(stats.reuseRatio).toBe(stats.reused / stats.requests);
  // Each request that the server saw went over a connection that was new or used before.
  expect(server.requests.length).toBeLessThanOrEqual(stats.connectionsOpened + stats.reused);
  expect(stats.connectionsOpened + stats.reused).toBeLessThanOrEqual(stats.requests);
  // The server may have accepted what was given up before this side knew, and accept later what this side has seen opened.
  await expect.poll(() => server.connections).toBeGreaterThanOrEqual(stats.connectionsOpened);
  await expect.poll(() => server.sockets.size).toBe(client.stats().idle);
  // And it still works.
  expect((await client.get('/0')).status).toBe(200);
});

test('without trouble the numbers are those of the server', async () => {
  const server = await serve(delay(2, json({})));
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 10 } });
  await Promise.all(Array.from({ length: 300 }, () => client.get('/')));
  await expect.poll(() => client.stats().active).toBe(0);
  expect(client.stats()).toEqual({
    requests: server.requests.length,
    connectionsOpened: server.connections,
    reused: 300 - server.connections,
    reuseRatio: (300 - server.connections) / 300,
    dnsLookups: 0,
    active: 0,
    idle: server.sockets.size,
    queued: 0,
  });
});

test('closing during traffic: what is in flight ends, what comes is refused, and nothing is tried again', async () => {
  const server = await serve([json({}), json({}), reply(503), hang()]);
  const client = createClient({ baseURL: server.url, pool: { maxSockets: 8 } });
  const explicit = resilient({ maxRetries: 1_000, backoff: constant(0), retryOn: (outcome) => !outcome.ok });
  const careful = resilient({ maxRetries: 1_000, backoff: constant(0) });
  const retrying = createClient({ baseURL: server.url, retry: { maxRetries: 1_000, backoff: constant(0) } });
  await client.get('/');
  await client.get('/');
  const calls = [
    ...Array.from({ length: 20 }, () => rejection(client.get('/'))),
    ...Array.from({ length: 20 }, () => rejection(careful.call(() => client.get('/')))),
    ...Array.from({ length: 20 }, () => rejection(explicit.call(() => client.post('/')))),
  ];
  const others = Array.from({ length: 5 }, () => rejection(retrying.get('/')));
  await expect.poll(() => server.requests.length).toBeGreaterThanOrEqual(12);
  const seen = client.stats().requests;
  await Promise.all([client.close(), retrying.close()]);
  const errors = await Promise.all([...calls, ...others]);
  const closed = errors.filter((error) => axios.isCancel(error));
  // One call was answered with a 503 before.
  expect(errors.length - closed.length).toBeLessThanOrEqual(1);
  for (const error of closed) expect(error.message).toContain('client is closed');
  for (const error of errors) expect(attemptsOf(error).length).toBeLessThanOrEqual(2);
  expect(client.stats()).toMatchObject({ requests: seen, active: 0, idle: 0, queued: 0 });
  await expect.poll(() => server.sockets.size).toBe(0);

  const before = server.connections;
  for (const call of [careful, explicit]) {
    const error = await rejection(call.call(() => client.get('/')));
    expect(error.message).toContain('client is closed');
    expect(attemptsOf(error)).toHaveLength(1);
  }
  expect(server.connections).toBe(before);
});

test('a thousand requests at once in one attempt, and under one signal, without a warning or a listener left', async () => {
  const server = await serve(json({}));
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 40 } });
  const { signal } = new AbortController();
  const listeners = () => getEventListeners(signal, 'abort').length;
  let most = 0;
  let own: AbortSignal | undefined;
  // Warnings fail the test, see test/support/setup.ts.
  await withSignal(signal, () =>
    resilient({ timeout: '20s' }).call(async () => {
      own = currentAttempt()?.signal;
      const all = Array.from({ length: 1_000 }, (_, n) =>
        client.get(`/${n}`, n % 2 ? { signal } : { signal: own as AbortSignal }),
      );
      most = listeners();
      await Promise.all(all);
    }),
  );
  expect(most).toBeLessThanOrEqual(2);
  expect(listeners()).toBe(0);
  expect(getEventListeners(own as AbortSignal, 'abort')).toEqual([]);
  expect(server.requests).toHaveLength(1_000);
});

test('a thousand at once that are all ended by it', async () => {
  const server = await serve(hang());
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 40 } });
  const controller = new AbortController();
  const reason = new Error('enough');
  const ended = withSignal(controller.signal, () =>
    Promise.all(Array.from({ length: 1_000 }, () => rejection(client.get('/')))),
  );
  const outer = rejection(ended);
  await expect.poll(() => server.requests.length).toBe(40);
  controller.abort(reason);
  expect(await outer).toBe(reason);
  await expect.poll(() => client.stats()).toMatchObject({ active: 0, queued: 0, requests: 1_000 });
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  expect(server.connections).toBe(40);
});
