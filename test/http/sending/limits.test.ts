import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import axios from 'axios';
import { expect, onTestFinished, test } from 'vitest';
import { AttemptScope } from '../../../src/attempt.js';
import { AttemptTimeoutError } from '../../../src/errors.js';
import { ConnectTimeoutError, IdleTimeoutError } from '../../../src/http/errors.js';
import { type ClientOptions, createClient } from '../../../src/http/index.js';
import { transportLimit } from '../../../src/http/sending/limits.js';
import { Scope } from '../../../src/scope.js';
import { delay, drip, hang, json, serve, serveRaw } from '../../support/server.js';
import { useVirtualClock } from '../../support/virtual-clock.js';
import { withinBody } from '../../support/within-body.js';
import { newAttempt, rejection, within } from '../ambient.js';

function clientFor(options: ClientOptions) {
  const client = createClient(options);
  onTestFinished(() => client.close());
  return client;
}

async function timed(request: () => Promise<unknown>) {
  const start = performance.now();
  const error = await rejection(request());
  return { error, ms: performance.now() - start };
}

test('of the transport the nearest call around says how long, of each limit by itself', () => {
  const around = new AttemptScope(
    { limits: { connect: 100, idle: 200 } },
    () => {},
    undefined,
    [],
    undefined,
  );
  const silent = new AttemptScope({}, () => {}, undefined, [], new Scope(around));
  const inner = new AttemptScope({ limits: { connect: 50 } }, () => {}, undefined, [], silent);
  const limits = (attempt: AttemptScope) =>
    (['connect', 'idle'] as const).map((name) => transportLimit(attempt, name));
  expect([around, silent, inner, newAttempt()].map(limits)).toEqual([
    [100, 200],
    [100, 200],
    [50, 200],
    [undefined, undefined],
  ]);
  expect([inner.call.attempt(2), silent.call.attempt(2)].map(limits)).toEqual([
    [50, 200],
    [100, 200],
  ]);
});

test('connect: a name that is never resolved', async () => {
  const client = clientFor({ lookup: () => {}, timeouts: { connect: '80ms' } });
  const { error, ms } = await timed(() => client.get('http://example.test/items?token=secret-1'));
  expect(error).toBeInstanceOf(ConnectTimeoutError);
  expect(error.message).toBe('connecting to example.test:80 took longer than 80 ms (DNS, TCP and TLS)');
  expect(error.limit).toBe(80);
  expect(ms).toBeGreaterThan(70);
  expect(axios.isAxiosError(error.cause)).toBe(true);
  expect(error.cause.cause).toBeUndefined();
  expect(error.config.url).toContain('example.test');
  expect(client.stats()).toMatchObject({ connectionsOpened: 0, active: 0, dnsLookups: 1 });
});

test('connect: a server that accepts but never speaks TLS', async () => {
  const server = await serveRaw(() => {});
  const client = clientFor({ timeouts: { connect: 80, idle: 40 } });
  const { error, ms } = await timed(() => client.get(server.url.replace('http:', 'https:')));
  expect(error).toBeInstanceOf(ConnectTimeoutError);
  expect(ms).toBeGreaterThan(70);
});

test('connect: the wait for a place in the pool does not count', async () => {
  const server = await serve(delay(400, json({})));
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 1 }, timeouts: { connect: 300 } });
  await Promise.all([client.get('/'), client.get('/')]);
});

test('connect: what the call around says comes first, of the nearest call that says something', async () => {
  const client = clientFor({ lookup: () => {}, timeouts: { connect: '5s' } });
  const outer = newAttempt({ limits: { connect: 50 } });
  const inner = newAttempt({ parent: outer, limits: { idle: 1 } });
  const { error } = await timed(() => within(inner, () => client.get('http://example.test/')));
  expect(error).toBeInstanceOf(ConnectTimeoutError);
  expect(error.limit).toBe(50);
});

test('idle: silence before the headers, and the server sees the socket close', async () => {
  const server = await serve(hang());
  const client = clientFor({ baseURL: server.url, timeouts: { idle: '80ms' } });
  const { error, ms } = await timed(() => client.get('/slow?token=secret-1'));
  expect(error).toBeInstanceOf(IdleTimeoutError);
  expect(error.message).toBe(`GET ${server.url}/slow: the connection was silent for 80 ms`);
  expect(error.config.url).toBe('/slow?token=secret-1');
  expect(ms).toBeGreaterThan(70);
  await server.closed(1);
  expect(client.stats()).toMatchObject({ active: 0, idle: 0 });
});

test.each([{}, { maxRedirects: 0 }, { timeout: 5_000 }])(
  'idle: silence within the body (%o)',
  async (config) => {
    const server = await serve((_req, res) => res.write('a beginning'));
    const client = clientFor({ baseURL: server.url, timeouts: { idle: 80 } });
    expect(await rejection(client.get('/', config))).toBeInstanceOf(IdleTimeoutError);
    await server.closed(1);
  },
);

test.each([{}, { maxRedirects: 0 }])('idle: a drip is no silence (%o)', async (config) => {
  const server = await serve(drip(60, 'a slow text'));
  const client = clientFor({ baseURL: server.url, timeouts: { idle: 400 } });
  expect((await client.get('/', config)).data).toBe('a slow text');
});

test('idle: on a connection that is used again, and after a redirect', async () => {
  const server = await serve((req, res) => {
    if (req.url === '/ok') res.end('ok');
    else if (req.url === '/to') res.writeHead(302, { location: '/hang' }).end();
  });
  const client = clientFor({ baseURL: server.url, timeouts: { idle: 80 } });
  await client.get('/ok');
  await wait(20);
  expect(await rejection(client.get('/hang'))).toBeInstanceOf(IdleTimeoutError);
  expect(client.stats().reused).toBe(1);
  expect(await rejection(client.get('/to'))).toBeInstanceOf(IdleTimeoutError);
});

test('idle: a connection in the pool is not cut by it, nor the next request by the limit of the last', async () => {
  const server = await serve([json({}), json({}), delay(400, json({}))]);
  const client = clientFor({ baseURL: server.url, timeouts: { idle: 5_000 } });
  // So that what has a short limit need not connect first, which takes time on a busy machine.
  await client.get('/');
  await within(newAttempt({ limits: { idle: 250 } }), () => client.get('/'));
  await wait(400);
  expect(client.stats().idle).toBe(1);
  await client.get('/');
  expect(server.connections).toBe(1);
});

test('idle: a reader that takes its time is not a silent server', async () => {
  const body = 'x'.repeat(3_000_000);
  const server = await serve((_req, res) => res.end(body));
  const client = clientFor({ baseURL: server.url, timeouts: { idle: 600 } });
  const { data } = await client.get('/', { responseType: 'stream' });
  await wait(950);
  expect((await text(data)).length).toBe(body.length);
});

test('idle: an upload that moves is no silence', async () => {
  const server = await serve((_req, res) => res.end('thanks'));
  const client = clientFor({ baseURL: server.url, timeouts: { idle: 150 } });
  async function* slowly() {
    for (const part of 'in eight') yield await wait(40, part);
  }
  expect((await client.put('/', Readable.from(slowly()))).data).toBe('thanks');
  expect(server.requests[0]?.body).toBe('in eight');
});

// Time is made to go by: on a busy machine it would be over before there is a connection.
test('attempt: a drip is cut', async () => {
  const time = useVirtualClock();
  const server = await serve(drip(10, 'x'.repeat(6_000)));
  const client = clientFor({ baseURL: server.url, timeouts: { attempt: 150 } });
  const ended = rejection(client.get('/items'));
  await expect.poll(() => server.requests.length).toBe(1);
  expect(time.delays).toContain(150);
  time.advance(100);
  await wait(50);
  time.advance(50);
  const error = await ended;
  expect(error).toBeInstanceOf(AttemptTimeoutError);
  expect(error.message).toBe(`GET ${server.url}/items: took longer than 150 ms`);
  await server.closed(1);
});

test('attempt: the wait in the queue counts, and leaves it', async () => {
  const server = await serve(hang());
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 1 }, timeouts: { attempt: 100 } });
  const errors = await Promise.all([rejection(client.get('/')), rejection(client.get('/'))]);
  for (const error of errors) expect(error).toBeInstanceOf(AttemptTimeoutError);
  expect(client.stats()).toMatchObject({ active: 0, queued: 0 });
});

test('attempt: a stream is limited up to its headers', async () => {
  const time = useVirtualClock();
  const server = await serve([drip(10, 'a text, read slowly'), hang()]);
  const client = clientFor({ baseURL: server.url, timeouts: { attempt: 400 } });
  const stream = { responseType: 'stream' } as const;
  const { data } = await client.get('/', stream);
  time.advance(400);
  expect(await text(data)).toBe('a text, read slowly');
  const ended = rejection(client.get('/', stream));
  await expect.poll(() => server.requests.length).toBe(2);
  time.advance(400);
  expect(await ended).toBeInstanceOf(AttemptTimeoutError);
});

test('idle: silence within a stream', async () => {
  const server = await serve((_req, res) => res.write('and then nothing'));
  const client = clientFor({ baseURL: server.url, timeouts: { idle: 300 } });
  const reading = client.get('/', { responseType: 'stream' }).then(({ data }) => text(data));
  expect(await rejection(reading)).toBeInstanceOf(IdleTimeoutError);
});

test('a limit that was given holds beside a deadline, a default gives way to it', async () => {
  const server = await serve(delay(120, json('late')));
  const given = clientFor({ baseURL: server.url, timeouts: { attempt: 60 } });
  const attempt = newAttempt();
  attempt.limit(5_000, () => new Error('deadline'));
  expect(await rejection(within(attempt, () => given.get('/')))).toBeInstanceOf(AttemptTimeoutError);
  attempt.close();
});

test("axios' own timeout stays what it was", async () => {
  const server = await serve([hang(), (_req, res) => res.write('a beginning')]);
  const client = clientFor({ baseURL: server.url });
  const before = await rejection(client.get('/', { timeout: 80 }));
  expect([before.code, before.message]).toEqual(['ECONNABORTED', 'timeout of 80ms exceeded']);
  const inside = await withinBody((timeout) => client.get('/', { timeout }));
  expect([inside.code, inside.message]).toEqual(['ERR_BAD_RESPONSE', 'stream has been aborted']);
});

test('a limit can be switched off', async () => {
  const server = await serve(delay(150, json('late')));
  const client = clientFor({
    baseURL: server.url,
    timeouts: { attempt: false, idle: Infinity, connect: false },
  });
  expect((await client.get('/')).data).toBe('late');
});
