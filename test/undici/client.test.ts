/** What the shared client promises, kept over undici. */
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import axios from 'axios';
import {
  attemptsOf,
  type ClientOptions,
  ConfigError,
  ConnectTimeoutError,
  constant,
  createClient,
  currentAttempt,
  IdleTimeoutError,
  QueueTimeoutError,
  resilient,
} from 'holdfast';
import { undici } from 'holdfast/undici';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import { delay, hang, json, reply, serve, serveRaw } from '../support/server.js';
import { stillTime } from '../support/still-time.js';
import { rejection } from './contestants.js';

function clientFor(options: ClientOptions = {}, transport = undici()) {
  const client = createClient({ transport, ...options });
  onTestFinished(() => client.close());
  return client;
}

const KEPT = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok';

/** Answers the first request of each connection, and does `then` upon the second. */
async function serveOnce(then: (socket: Socket) => void) {
  const seen: string[] = [];
  const server = await serveRaw((socket, connection) => {
    let requests = 0;
    socket.on('data', (data) => {
      seen.push(`${connection} ${data.toString().split(' ')[0]}`);
      requests += 1;
      if (requests === 1) socket.write(KEPT);
      else then(socket);
    });
  });
  return { url: server.url, seen };
}

test('fifty calls, one connection; and the numbers of a burst', async () => {
  const server = await serve(json({}));
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 5 } });
  for (let n = 0; n < 50; n++) await client.get('/');
  expect(client.stats()).toEqual({
    requests: 50,
    connectionsOpened: 1,
    reused: 49,
    reuseRatio: 0.98,
    dnsLookups: 0,
    active: 0,
    idle: 1,
    queued: 0,
  });
  const all = Promise.all(Array.from({ length: 30 }, () => client.get('/')));
  await expect.poll(() => client.stats()).toMatchObject({ requests: 80 });
  await all;
  expect(client.stats()).toMatchObject({ connectionsOpened: 5, reused: 75, active: 0, idle: 5, queued: 0 });
  expect(server.connections).toBe(5);
});

test('what waits for a connection is counted, ends at its limit, and can be cancelled', async () => {
  const server = await serve([hang(), json({})]);
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 1 }, timeouts: { queue: 300 } });
  const controller = new AbortController();
  const first = rejection(client.get('/', { signal: controller.signal }));
  await expect.poll(() => server.requests.length).toBe(1);
  const waiting = rejection(client.get('/'));
  // Its limit must not be reached together with the other's.
  await new Promise((resolve) => setTimeout(resolve, 75));
  const cancelled = rejection(client.get('/', { signal: controller.signal }));
  expect(client.stats()).toMatchObject({ active: 1, queued: 2 });
  expect(await waiting).toBeInstanceOf(QueueTimeoutError);
  expect(client.stats()).toMatchObject({ queued: 1 });
  controller.abort();
  expect(await cancelled).toMatchObject({ code: 'ERR_CANCELED' });
  await first;
  expect(client.stats()).toMatchObject({ active: 0, queued: 0 });
  expect((await client.get('/')).status).toBe(200);
  expect(server.connections).toBe(2);
});

test('maxFreeSockets and idleTimeout', async () => {
  const server = await serve(json({}));
  const none = clientFor({ baseURL: server.url, pool: { maxFreeSockets: 0 } });
  await none.get('/');
  expect(none.stats()).toMatchObject({ idle: 0, active: 0 });
  const short = clientFor({ baseURL: server.url, pool: { idleTimeout: 60 } });
  await short.get('/');
  expect(short.stats().idle).toBe(1);
  await expect.poll(() => short.stats().idle).toBe(0);
  await expect.poll(() => server.sockets.size).toBe(0);
});

test('connect: a name that is never resolved, and TLS that never comes', async () => {
  const client = clientFor({ lookup: () => {}, timeouts: { connect: 80 } });
  const error = await rejection(client.get('http://example.test/?token=secret-1'));
  expect(error).toBeInstanceOf(ConnectTimeoutError);
  expect(error.message).toBe('connecting to example.test:80 took longer than 80 ms (DNS, TCP and TLS)');
  expect(axios.isAxiosError(error.cause)).toBe(true);
  expect(error.config.url).toContain('example.test');
  const server = await serveRaw(() => {});
  const tls = clientFor({ timeouts: { connect: 80 } });
  expect(await rejection(tls.get(server.url.replace('http:', 'https:')))).toBeInstanceOf(ConnectTimeoutError);
  expect(client.stats()).toMatchObject({ connectionsOpened: 0, active: 0, idle: 0 });
});

test('idle: silence ends it, a slow reader does not, nor a body that moves', async () => {
  const server = await serve((req, res) => {
    if (req.url === '/large') res.end('x'.repeat(3_000_000));
    else if (req.url === '/half') res.write('a beginning');
  });
  const client = clientFor({ baseURL: server.url, timeouts: { idle: 500 } });
  for (const url of ['/', '/half']) {
    const error = await rejection(client.get(url));
    expect(error).toBeInstanceOf(IdleTimeoutError);
    expect(error.message).toBe(`GET ${server.url}${url}: the connection was silent for 500 ms`);
  }
  const { data } = await client.get('/large', { responseType: 'stream' });
  await wait(900);
  expect(await text(data)).toHaveLength(3_000_000);
  expect(await rejection(client.get('/half'))).toBeInstanceOf(IdleTimeoutError);
});

test('idle: not within the pool, nor by the limit of the request before', async () => {
  const server = await serve([json({}), delay(150, json({}))]);
  const client = clientFor({ baseURL: server.url, timeouts: { idle: 5_000 } });
  const calls = resilient({ timeout: { idle: 60 } });
  await calls.call(() => client.get('/'));
  await wait(120);
  expect(client.stats().idle).toBe(1);
  await client.get('/');
  expect(server.connections).toBe(1);
});

test.each([
  ['closes', (socket: Socket) => socket.end()],
  ['destroys', (socket: Socket) => socket.destroy()],
  ['resets', (socket: Socket) => socket.resetAndDestroy()],
])(
  'a server that %s a kept connection upon the next request: repeated at once on a new one',
  async (_name, then) => {
    const server = await serveOnce(then);
    const client = clientFor({ baseURL: server.url });
    const calls = resilient({ maxRetries: 0 });
    for (let n = 0; n < 4; n++) {
      const response = await calls.call(() => client.get('/'));
      expect(attemptsOf(response)).toMatchObject([{ status: 200, replayed: n === 0 ? undefined : 1 }]);
      await wait(10);
    }
    expect(server.seen).toEqual(['1 GET', '1 GET', '2 GET', '2 GET', '3 GET', '3 GET', '4 GET']);
    expect(client.stats()).toMatchObject({
      requests: 7,
      reused: 3,
      connectionsOpened: 4,
      active: 0,
      queued: 0,
    });
  },
);

test('one that is cut while others wait costs one new connection, and its request comes first', async () => {
  let isCut = false;
  const server = await serveOnce((socket) => {
    if (isCut) socket.write(KEPT);
    else socket.destroy();
    isCut = true;
  });
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 1 } });
  await client.get('/');
  await Promise.all([client.get('/'), client.put('/', 'x'), client.delete('/')]);
  expect(server.seen).toEqual(['1 GET', '1 GET', '2 GET', '2 PUT', '2 DELETE']);
  expect(client.stats()).toMatchObject({ requests: 5, connectionsOpened: 2, active: 0, queued: 0 });
});

test('but no POST, for it may have been done', async () => {
  const server = await serveOnce((socket) => socket.resetAndDestroy());
  const client = clientFor({ baseURL: server.url });
  await client.get('/');
  const calls = resilient({ maxRetries: 3, backoff: constant(1) });
  const error = await rejection(calls.call(() => client.post('/', 'x')));
  expect(error.code).toBe('ECONNRESET');
  expect(attemptsOf(error)).toMatchObject([{ number: 1, failure: 'reset', reusedSocket: true }]);
  expect(server.seen).toEqual(['1 GET', '1 POST']);
});

test('a connection that was closed while it was kept is met by nobody', async () => {
  const server = await serve(json({}));
  const client = clientFor({ baseURL: server.url });
  for (let n = 1; n < 4; n++) {
    await client.post('/', 'x');
    for (const socket of server.sockets) socket.destroy();
    await expect.poll(() => client.stats().idle).toBe(0);
    expect(client.stats().connectionsOpened).toBe(n);
  }
});

test('a POST that never reached the server is tried again, by the careful default', async () => {
  const server = await serve(json({}));
  let lookups = 0;
  const lookup = (_name: string, _options: object, done: (...answer: unknown[]) => void): void => {
    lookups += 1;
    if (lookups > 1) done(null, [{ address: '127.0.0.1', family: 4 }]);
    else
      done(
        Object.assign(new Error('getaddrinfo EAI_AGAIN a.test'), {
          code: 'EAI_AGAIN',
          syscall: 'getaddrinfo',
        }),
      );
  };
  const client = clientFor({ baseURL: `http://a.test:${server.port}`, lookup } as ClientOptions);
  const calls = resilient({ backoff: constant(1) });
  const response = await calls.call(() => client.post('/', { a: 1 }));
  expect(attemptsOf(response)).toMatchObject([{ failure: 'dns' }, { status: 200 }]);
  expect(client.stats()).toMatchObject({ dnsLookups: 2, connectionsOpened: 1 });
  const refused = clientFor({ baseURL: 'http://127.0.0.1:1' });
  const error = await rejection(calls.call(() => refused.post('/', 'x')));
  expect(attemptsOf(error)).toHaveLength(4);
});

test('signal, deadline, key and announcement of the attempt go along', async () => {
  const server = await serve([reply(503), json({})]);
  const client = clientFor({ baseURL: server.url, announce: { attempt: true, deadline: true } });
  const calls = resilient({ idempotent: true, backoff: constant(1), timeout: { total: '5s' } });
  await calls.call(() => client.post('/', { a: 1 }));
  const [first, second] = server.requests.map(({ headers }) => headers);
  expect(first).toMatchObject({ 'x-retry-attempt': '1' });
  expect(second).toMatchObject({ 'x-retry-attempt': '2', 'idempotency-key': first?.['idempotency-key'] });
  expect(Number(second?.['x-request-timeout-ms'])).toBeGreaterThan(0);
  const time = stillTime();
  const slow = await serve(time.hangs);
  const short = resilient({ retry: false, timeout: { total: 300 } });
  const error = await time.afterwards(
    300,
    short.call(() => {
      expect(currentAttempt()?.remaining()).toBe(300);
      return clientFor({ baseURL: slow.url }).get('/');
    }),
  );
  expect(error.code).toBe('ERR_HOLDFAST_TOTAL_TIMEOUT');
  await slow.closed(1);
});

test('closing ends what is in flight, what waits, and every socket', async () => {
  const server = await serve(hang());
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 2 } });
  const all = [1, 2, 3, 4].map(() => rejection(client.get('/')));
  await expect.poll(() => server.requests.length).toBe(2);
  await client.close();
  for (const error of await Promise.all(all)) expect(error).toMatchObject({ code: 'ERR_CANCELED' });
  expect(client.stats()).toMatchObject({ active: 0, idle: 0, queued: 0 });
  await expect.poll(() => server.sockets.size).toBe(0);
  expect(await rejection(client.get('/'))).toMatchObject({ code: 'ERR_CANCELED' });
});

test('two clients of one transport have connections of their own', async () => {
  const server = await serve(json({}));
  const transport = undici();
  const [one, other] = [
    clientFor({ baseURL: server.url }, transport),
    clientFor({ baseURL: server.url }, transport),
  ];
  await one.get('/');
  await one.close();
  await other.get('/');
  expect([one.stats().requests, other.stats().requests, server.connections]).toEqual([1, 1, 2]);
});

test('connect: what is said once for all connections', async () => {
  const { private: key, cert } = await generate([], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  } as never);
  const server = await serve(json({}), { key, cert });
  const clients = [
    clientFor({ baseURL: server.url }, undici({ connect: { ca: cert } })),
    clientFor({ baseURL: server.url, tls: { ca: cert } }),
  ];
  for (const client of clients) {
    await client.get('/');
    await client.get('/');
  }
  expect(server.connections).toBe(2);
});

test('maxHeaderSize', async () => {
  const server = await serve(reply(200, '', { 'x-long': 'x'.repeat(5_000) }));
  const client = clientFor({ baseURL: server.url }, undici({ maxHeaderSize: 4_000 }));
  expect(await rejection(client.get('/'))).toMatchObject({
    isAxiosError: true,
    code: 'UND_ERR_HEADERS_OVERFLOW',
  });
});

test('what it cannot do is refused, where it is said', async () => {
  const server = await serve(json({}));
  const refused = {
    httpVersion: 2,
    http2Options: {},
    insecureHTTPParser: true,
    maxRate: 1_000,
    httpAgent: new Agent(),
    httpsAgent: new Agent(),
  };
  const client = clientFor({ baseURL: server.url });
  for (const [name, value] of Object.entries(refused)) {
    expect(() => clientFor({ [name]: value }), name).toThrow(ConfigError);
    expect(() => clientFor({ [name]: value }), name).toThrow(`createClient: option '${name}':`);
    expect(await rejection(client.get('/', { [name]: value })), name).toBeInstanceOf(ConfigError);
  }
  class Own extends TlsAgent {}
  expect(() => clientFor({ httpsAgent: new Own() })).toThrow(ConfigError);
  for (const header of ['Expect', 'Upgrade']) {
    expect(await rejection(client.get('/', { headers: { [header]: 'x' } }))).toBeInstanceOf(ConfigError);
  }
  const proxy = { host: 'x', port: 1, protocol: 'socks5' };
  expect(await rejection(client.get('/', { proxy }))).toBeInstanceOf(ConfigError);
  expect(server.connections).toBe(0);
});

test.each([
  [null, 'undici: expected an object of options, got null'],
  [{ pipelining: 2 }, "undici: unknown option 'pipelining'"],
  [{ connect: 1 }, "undici: option 'connect': expected an object of options, got 1"],
  [{ connect: { timeout: 1 } }, "undici: option 'connect.timeout'"],
  [{ maxHeaderSize: 0 }, "undici: option 'maxHeaderSize': expected a number of bytes, got 0"],
])('%j is refused', (options, message) => {
  expect(() => undici(options as never)).toThrow(ConfigError);
  expect(() => undici(options as never)).toThrow(message);
});

test('nothing is read from a polluted prototype', async () => {
  const server = await serve(json({ id: 7 }));
  const client = clientFor({ baseURL: server.url });
  const everything = Object.prototype as Record<string, unknown>;
  // Not what Node's own server would read.
  const pollution = {
    socketPath: '/nowhere',
    proxy: { host: '127.0.0.1', port: 1 },
    query: { evil: 1 },
    throwOnError: true,
    connections: 0,
    maxRate: 1,
    httpAgent: {},
    sensitiveHeaders: 'evil',
  };
  Object.assign(everything, pollution);
  const responses = await Promise.allSettled([client.get('/'), client.post('/', { a: 1 })]);
  for (const name of Object.keys(pollution)) delete everything[name];
  expect(responses).toMatchObject([{ value: { data: { id: 7 } } }, { value: { data: { id: 7 } } }]);
  expect(server.requests.map(({ url }) => url)).toEqual(['/', '/']);
});
