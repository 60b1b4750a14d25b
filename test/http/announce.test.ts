import { expect, onTestFinished, test } from 'vitest';
import { constant } from '../../src/backoff/index.js';
import { ConfigError } from '../../src/errors.js';
import type { AnnounceOptions } from '../../src/http/announce.js';
import { attach, type ClientOptions, createClient } from '../../src/http/index.js';
import { resilient } from '../../src/policies/index.js';
import { json, reply, type Step, serve } from '../support/server.js';

const ATTEMPT = 'x-retry-attempt';
const LEFT = 'x-request-timeout-ms';
const quickly = { maxRetries: 2, backoff: constant(20) };

async function setUp(announce: AnnounceOptions | undefined, options: ClientOptions = {}) {
  const steps: Step[] = [reply(503), reply(503), json('done')];
  const server = await serve(steps);
  const client = createClient({ baseURL: server.url, announce, ...options });
  onTestFinished(() => client.close());
  const said = (header: string) => server.requests.map(({ headers }) => headers[header]);
  return { server, client, said };
}

test('by default nothing is announced', async () => {
  const { client, said } = await setUp(undefined);
  await resilient({ ...quickly, timeout: { total: '5s' } }).call(() => client.get('/'));
  expect([said(ATTEMPT), said(LEFT)]).toEqual([Array(3).fill(undefined), Array(3).fill(undefined)]);
});

test('the number of the attempt, and the time left in milliseconds', async () => {
  const { client, said } = await setUp({ attempt: true, deadline: true });
  await resilient({ ...quickly, timeout: { total: '5s' } }).call(() => client.get('/'));
  expect(said(ATTEMPT)).toEqual(['1', '2', '3']);
  const [first = 0, second = 0, third = 0] = said(LEFT).map(Number);
  expect(first).toBeLessThanOrEqual(5_000);
  expect(second).toBeLessThan(first - 15);
  expect(third).toBeLessThan(second - 15);
  expect(third).toBeGreaterThan(1_000);
  for (const left of said(LEFT)) expect(left).toMatch(/^[1-9]\d*$/);
});

test('also outside of guarded calls, for a client that retries; its own limit is a deadline as well', async () => {
  const { client, said } = await setUp(
    { attempt: true, deadline: true },
    { retry: quickly, timeouts: { attempt: '3s' } },
  );
  await client.get('/');
  expect(said(ATTEMPT)).toEqual(['1', '2', '3']);
  for (const left of said(LEFT).map(Number)) {
    expect(left).toBeLessThanOrEqual(3_000);
    expect(left).toBeGreaterThan(1_000);
  }
});

test('the nearer of deadline and limit, each alone, and nothing where there is none', async () => {
  const nearer = await setUp({ deadline: true }, { timeouts: { attempt: '9s' }, validateStatus: null });
  await resilient({ retry: false, timeout: { total: '2s' } }).call(() => nearer.client.get('/'));
  await resilient({ retry: false, timeout: { attempt: '20s' } }).call(() => nearer.client.get('/'));
  const [first, second] = nearer.said(LEFT).map(Number);
  expect(first).toBeLessThanOrEqual(2_000);
  expect(second).toBeGreaterThan(2_000);
  expect(second).toBeLessThanOrEqual(9_000);
  expect(nearer.said(ATTEMPT)).toEqual([undefined, undefined]);

  const none = await setUp(
    { deadline: true, attempt: true },
    { timeouts: { attempt: false }, validateStatus: null },
  );
  await none.client.get('/');
  expect([none.said(LEFT), none.said(ATTEMPT)]).toEqual([[undefined], [undefined]]);
});

test('a stream may be read for longer than the limit, so that it is none', async () => {
  const { client, said } = await setUp({ deadline: true }, { validateStatus: null });
  const { data } = await client.get('/', { responseType: 'stream' });
  data.destroy();
  expect(said(LEFT)).toEqual([undefined]);
});

test('under names of the user, who may also say it himself', async () => {
  const { client, said } = await setUp({ attempt: 'X-Attempt', deadline: 'Request-Timeout' });
  const guarded = resilient({ ...quickly, timeout: { total: '5s' } });
  const own = { headers: { 'x-ATTEMPT': 'mine', 'request-timeout': false } };
  await guarded.call(({ number }) => client.get('/', number === 2 ? own : {}));
  expect(said('x-attempt')).toEqual(['1', 'mine', '3']);
  expect(said('request-timeout').map((left) => left === undefined)).toEqual([false, true, false]);
  expect([...said(ATTEMPT), ...said(LEFT)]).toEqual(Array(6).fill(undefined));
});

test("the user's config and headers stay what they were, and attached instances say nothing", async () => {
  const { client, said, server } = await setUp({ attempt: true });
  const headers = { 'x-app': 'todo' };
  const response = await resilient(quickly).call(() => client.get('/', { headers }));
  expect([said(ATTEMPT), headers]).toEqual([['1', '2', '3'], { 'x-app': 'todo' }]);
  expect(response.config.headers.has(ATTEMPT)).toBe(false);
  const bare = attach((await import('axios')).default.create({ baseURL: server.url }));
  await resilient(quickly).call(() => bare.get('/'));
  expect(said(ATTEMPT)[3]).toBeUndefined();
});

const refused: [announce: unknown, message: string][] = [
  [true, "createClient: option 'announce': expected an object of options, got true"],
  [{ attempts: true }, "createClient: option 'announce': unknown option 'attempts' (true)"],
  [
    { attempt: 1 },
    "createClient: option 'announce': option 'attempt': expected true, false or a header, got 1",
  ],
  [{ deadline: '' }, `option 'deadline': expected true, false or a header, got ""`],
  [{ deadline: 'x y' }, `got "x y"`],
  [{ deadline: 'x\r\ny: z' }, `got "x\\r\\ny: z"`],
  [{ attempt: 'X-A', deadline: 'x-a' }, `options 'attempt' and 'deadline' name one header, "X-A"`],
];

test.each(refused)('%j is refused', (announce, message) => {
  const make = () => createClient({ announce: announce as AnnounceOptions });
  expect(make).toThrow(message);
  expect(make).toThrow(ConfigError);
});

test('false is as good as absent', async () => {
  const { client, said } = await setUp({ attempt: false, deadline: undefined });
  await resilient(quickly).call(() => client.get('/'));
  expect(said(ATTEMPT)).toEqual([undefined, undefined, undefined]);
});
