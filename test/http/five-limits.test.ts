/** Five limits, each of which means what it says, for requests in guarded calls and outside of any. */
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import { constant } from '../../src/backoff/index.js';
import { AttemptTimeoutError, TimeoutError, TotalTimeoutError } from '../../src/errors.js';
import { ConnectTimeoutError, IdleTimeoutError, QueueTimeoutError } from '../../src/http/errors.js';
import { type ClientOptions, createClient } from '../../src/http/index.js';
import { attemptsOf, resilient, type TimeoutOptions } from '../../src/policies/index.js';
import { delay, drip, hang, json, reply, serve, serveRaw } from '../support/server.js';
import { stillTime } from '../support/still-time.js';
import { rejection } from './ambient.js';

function clientFor(options: ClientOptions) {
  const client = createClient(options);
  onTestFinished(() => client.close());
  return client;
}

type Client = ReturnType<typeof createClient>;

const never: ClientOptions = { lookup: () => {}, baseURL: 'http://example.test' };

/** How long it took, within the bounds that a busy machine needs. */
async function within(ms: number, call: () => Promise<unknown>) {
  const start = performance.now();
  const error = await rejection(call());
  const took = performance.now() - start;
  expect(took).toBeGreaterThan(ms - 50);
  expect(took).toBeLessThan(ms + 1_500);
  return error;
}

interface Case {
  readonly limit: keyof TimeoutOptions & ('connect' | 'idle' | 'attempt');
  readonly error: new (...args: never[]) => TimeoutError;
  readonly code: string;
  /** A server, and what of the client's options has to do with it. */
  set(): Promise<ClientOptions>;
}

const CASES: Record<string, Case> = {
  'a look-up that never answers': {
    limit: 'connect',
    error: ConnectTimeoutError,
    code: 'ERR_HOLDFAST_CONNECT_TIMEOUT',
    set: async () => never,
  },
  'a TLS handshake that never ends': {
    limit: 'connect',
    error: ConnectTimeoutError,
    code: 'ERR_HOLDFAST_CONNECT_TIMEOUT',
    set: async () => ({ baseURL: (await serveRaw(() => {})).url.replace('http:', 'https:') }),
  },
  'a server that says nothing': {
    limit: 'idle',
    error: IdleTimeoutError,
    code: 'ERR_HOLDFAST_IDLE_TIMEOUT',
    set: async () => ({ baseURL: (await serve(hang())).url }),
  },
  'a server that falls silent within its reply': {
    limit: 'idle',
    error: IdleTimeoutError,
    code: 'ERR_HOLDFAST_IDLE_TIMEOUT',
    set: async () => ({ baseURL: (await serve((_req, res) => res.write('a beginning'))).url }),
  },
  'a server that drips for longer than that': {
    limit: 'attempt',
    error: AttemptTimeoutError,
    code: 'ERR_HOLDFAST_ATTEMPT_TIMEOUT',
    set: async () => ({ baseURL: (await serve(drip(10, 'x'.repeat(400)))).url, timeouts: { idle: 1_000 } }),
  },
};

test.each(Object.entries(CASES))(
  '%s, in a guarded call',
  async (_name, { limit, error: kind, code, set }) => {
    const client = clientFor(await set());
    const guarded = resilient({ timeout: { [limit]: '120ms' } });
    const error = await within(120, () => guarded.call(() => client.get('/')));
    expect(error).toBeInstanceOf(kind);
    expect(error).toBeInstanceOf(TimeoutError);
    expect([error.code, error.limit]).toEqual([code, 120]);
    expect(client.stats()).toMatchObject({ active: 0, queued: 0 });
  },
);

test.each(Object.entries(CASES))('%s, outside of any', async (_name, { limit, error: kind, code, set }) => {
  const { timeouts, ...options } = await set();
  const client = clientFor({ ...options, timeouts: { ...timeouts, [limit]: 120 } });
  const error = await within(120, () => client.get('/'));
  expect(error).toBeInstanceOf(kind);
  expect([error.code, error.limit]).toEqual([code, 120]);
});

test.each(Object.entries(CASES))(
  '%s, in the client that retries',
  async (_name, { limit, error: kind, set }) => {
    const { timeouts, ...options } = await set();
    const retry = { maxRetries: 1, backoff: constant(1) };
    const client = clientFor({ ...options, retry, timeouts: { ...timeouts, [limit]: 60 } });
    const error = await within(120, () => client.get('/'));
    expect(error).toBeInstanceOf(kind);
    expect(attemptsOf(error).map(({ code }) => code)).toEqual([error.code, error.code]);
    // The error of the first attempt can be found.
    expect(
      causesOf(error)
        .slice(1)
        .some((link) => link instanceof kind && link !== error),
    ).toBe(true);
  },
);

function causesOf(error: any): unknown[] {
  return error === undefined ? [] : [error, ...causesOf(error.cause)];
}

test.each<[string, string | number, () => Promise<string>]>([
  ['refuses', 'ECONNREFUSED', async () => 'http://127.0.0.1:1'],
  ['answers 503', 503, async () => (await serve(reply(503))).url],
])(
  'total: attempts and waits, where the server %s; the last failure is the cause',
  async (_name, failure, url) => {
    const client = clientFor({ baseURL: await url() });
    const guarded = resilient({
      maxRetries: Number.POSITIVE_INFINITY,
      backoff: constant(30),
      timeout: { total: 500 },
      // Waits that do not fit are not begun: it is the hook that lasts.
      beforeRetry: ({ number }) => (number > 2 ? new Promise(() => {}) : undefined),
    });
    const error: any = await within(150, () => guarded.call(() => client.get('/')));
    expect(error).toBeInstanceOf(TotalTimeoutError);
    expect([error.code, error.limit]).toEqual(['ERR_HOLDFAST_TOTAL_TIMEOUT', 500]);
    expect(error.cause.status ?? error.cause.code).toBe(failure);
  },
);

test('total ends a request that is under way, and its wait in the queue', async () => {
  const time = stillTime();
  const server = await serve(time.hangs);
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 1 } });
  const both = [400, 60].map((total) =>
    rejection(resilient({ retry: false, timeout: { total } }).call(() => client.get('/'))),
  );
  for (const error of await time.afterwards(400, Promise.all(both)))
    expect(error).toBeInstanceOf(TotalTimeoutError);
  await server.closed(1);
  expect(client.stats()).toMatchObject({ active: 0, queued: 0 });
  expect(server.connections).toBe(1);
});

const tooLong = (client: Client, timeout: TimeoutOptions) =>
  rejection(resilient({ timeout, maxRetries: 0 }).call(() => client.get('/')));

test('whichever comes first ends it', async () => {
  const { url } = await serve(hang());
  const client = (timeouts: ClientOptions['timeouts']) => clientFor({ baseURL: url, timeouts });
  expect(await tooLong(client({ idle: 5_000 }), { idle: 50, attempt: 5_000, total: 5_000 })).toBeInstanceOf(
    IdleTimeoutError,
  );
  expect(await tooLong(client({ idle: 5_000 }), { attempt: 50, total: 5_000 })).toBeInstanceOf(
    AttemptTimeoutError,
  );
  expect(await tooLong(client({ attempt: 5_000 }), { total: 50 })).toBeInstanceOf(TotalTimeoutError);
  // What the client was given holds inside a call that allows more.
  expect(await tooLong(client({ attempt: 50 }), { attempt: 5_000 })).toMatchObject({ limit: 50 });
  // What the call says of the connection comes before what the client was given.
  expect(await tooLong(client({ idle: 50 }), { idle: 90, attempt: 5_000 })).toMatchObject({ limit: 90 });
  expect(await tooLong(clientFor({ ...never, timeouts: { connect: 5_000 } }), { connect: 50 })).toMatchObject(
    { limit: 50 },
  );
  // The nearest call that says something.
  const outer = resilient({ timeout: { idle: 5_000 }, retry: false });
  const inner = resilient({ timeout: { idle: 50 }, retry: false });
  const api = client({});
  expect(await rejection(outer.call(() => inner.call(() => api.get('/'))))).toMatchObject({ limit: 50 });
});

test('queue: the wait for a free connection, and nothing else', async () => {
  const server = await serve(delay(250, json('late')));
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 1 }, timeouts: { queue: '80ms' } });
  const first = client.get('/');
  const error = await within(80, () => client.post('/items?token=secret-1', {}));
  expect(error).toBeInstanceOf(QueueTimeoutError);
  expect(error).toBeInstanceOf(TimeoutError);
  expect([error.code, error.limit, error.message]).toEqual([
    'ERR_HOLDFAST_QUEUE_TIMEOUT',
    80,
    `POST ${server.url}/items: no connection was free for 80 ms`,
  ]);
  expect(client.stats()).toMatchObject({ active: 1, queued: 0 });
  // The first one took longer than that, but had its connection at once.
  expect((await first).data).toBe('late');
  expect([server.connections, server.requests.length]).toEqual([1, 1]);
});

test('queue: nothing reached the server, so that a POST is tried again', async () => {
  const server = await serve([delay(200, json('first')), json('second')]);
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 1 }, timeouts: { queue: 60 } });
  const guarded = resilient({ maxRetries: 20, backoff: constant(10) });
  const first = client.get('/');
  const { data } = await guarded.call(async () => {
    const response = await client.post('/', { name: 'x' });
    return response;
  });
  expect(data).toBe('second');
  await first;
  expect(server.requests.map(({ method, body }) => [method, body])).toEqual([
    ['GET', ''],
    ['POST', '{"name":"x"}'],
  ]);
});

test('queue: the history tells, with the failure before as its cause', async () => {
  const server = await serve([reply(503), hang()]);
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 1 }, timeouts: { queue: 50 } });
  const guarded = resilient({
    maxRetries: 1,
    backoff: constant(1),
    beforeRetry: () => void rejection(client.get('/busy')),
  });
  const error = await rejection(guarded.call(() => client.get('/')));
  expect(error).toBeInstanceOf(QueueTimeoutError);
  expect(error.cause.status).toBe(503);
  expect(attemptsOf(error)).toMatchObject([
    { status: 503 },
    { code: 'ERR_HOLDFAST_QUEUE_TIMEOUT', failure: 'connect' },
  ]);
});

test('queue: after a redirect something has been sent, and a POST is not repeated', async () => {
  const slow = await serve(hang());
  const server = await serve((_req, res) => res.writeHead(307, { location: slow.url }).end());
  const client = clientFor({ pool: { maxSockets: 1 }, timeouts: { queue: 60 } });
  const busy = rejection(client.get(slow.url, { timeout: 400 }));
  await expect.poll(() => slow.requests.length).toBe(1);
  const guarded = resilient({ maxRetries: 3, backoff: constant(1) });
  const error = await rejection(guarded.call(() => client.post(server.url, {})));
  expect(error).toBeInstanceOf(QueueTimeoutError);
  expect(server.requests).toHaveLength(1);
  await busy;
});

test('connect: refused after a redirect, a POST is not repeated: its first hop was served', async () => {
  const server = await serve((_req, res) => res.writeHead(307, { location: 'http://127.0.0.1:1/' }).end());
  const client = clientFor({});
  const guarded = resilient({ maxRetries: 3, backoff: constant(1) });
  expect((await rejection(guarded.call(() => client.post(server.url, {})))).code).toBe('ECONNREFUSED');
  expect(server.requests).toHaveLength(1);
  expect((await rejection(guarded.call(() => client.get(server.url)))).code).toBe('ECONNREFUSED');
  expect(server.requests).toHaveLength(5);
});

test('connect: the limit and the look-up are those of the request that waited, not of the one before', async () => {
  const server = await serve([(req) => req.socket.destroy(), json('there')]);
  const client = clientFor({ pool: { maxSockets: 1 } });
  const url = server.url.replace('127.0.0.1', 'todo.test');
  const asked: string[] = [];
  const lookup = (name: string) => (_host: unknown, _options: unknown, done: any) => {
    asked.push(name);
    setTimeout(() => done(null, [{ address: '127.0.0.1', family: 4 }]), 60);
  };
  const hasty = resilient({ retry: false, timeout: { connect: '5s' } });
  const patient = resilient({ retry: false, timeout: { connect: 20 } });
  const first = rejection(hasty.call(() => client.post(url, {}, { lookup: lookup('first') as never })));
  const second = rejection(patient.call(() => client.get(url, { lookup: lookup('second') as never })));
  expect((await first).code).toBe('ECONNRESET');
  expect(await second).toMatchObject({ code: 'ERR_HOLDFAST_CONNECT_TIMEOUT', limit: 20 });
  expect(asked).toEqual(['first', 'second']);
});

test('connect: TLS counts, and a connection that is there in time is not cut later', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
  });
  const server = await serve(delay(300, json('secret')), { key, cert });
  const client = clientFor({
    baseURL: server.url.replace('127.0.0.1', 'localhost'),
    timeouts: { connect: 250 },
  });
  Object.assign(client.defaults.httpsAgent.options, { ca: cert });
  expect((await client.get('/')).data).toBe('secret');
});

test('limits leave no timer behind on the sockets that they end', async () => {
  const server = await serve(hang());
  const client = clientFor({
    baseURL: server.url,
    timeouts: { idle: 450, attempt: 400, queue: 350, connect: 1_000 },
  });
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  await rejection(client.get('/'));
  await server.closed(1);
  await expect.poll(timers).toBeLessThanOrEqual(before);
});
