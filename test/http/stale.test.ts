/** A server closes a kept connection just as the next request comes: nobody's fault, and nothing was done. */
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import { type AttemptScope, currentScope } from '../../src/attempt.js';
import { constant } from '../../src/backoff/index.js';
import { type ClientOptions, createClient } from '../../src/http/index.js';
import { attemptsOf, resilient } from '../../src/policies/index.js';
import { type Step, serve, serveRaw } from '../support/server.js';
import { newAttempt, rejection, within } from './ambient.js';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n';
const KEPT = `${HEAD}ok`;

interface Seen {
  readonly connection: number;
  readonly text: string;
}

/** Answers the first request of each connection, and does `then` upon the second. */
async function serveOnce(then: (socket: Socket) => void) {
  const seen: Seen[] = [];
  const server = await serveRaw((socket, connection) => {
    let requests = 0;
    socket.on('data', (data) => {
      seen.push({ connection, text: data.toString() });
      requests += 1;
      if (requests === 1) socket.write(data.toString().startsWith('HEAD ') ? HEAD : KEPT);
      else then(socket);
    });
  });
  return { ...server, seen, url: server.url };
}

const ENDS = {
  closes: (socket: Socket) => socket.end(),
  destroys: (socket: Socket) => socket.destroy(),
  resets: (socket: Socket) => socket.resetAndDestroy(),
};

function clientFor(options: ClientOptions) {
  const client = createClient(options);
  onTestFinished(() => client.close());
  return client;
}

/** Node gives a connection back in the turns after the end of the response. */
const settled = () => wait(10);

test.each(Object.entries(ENDS))(
  'a server that %s it: repeated at once on a new connection, call after call',
  async (_name, then) => {
    const server = await serveOnce(then);
    const client = clientFor({ baseURL: server.url });
    const calls = resilient({ maxRetries: 0 });
    const requests: AttemptScope['requests'][] = [];
    for (let n = 0; n < 6; n++) {
      const response = await calls.call(async () => {
        const answer = await client.get(`/${n}`);
        requests.push((currentScope() as AttemptScope).requests);
        return answer;
      });
      expect(response.data).toBe('ok');
      const [record, ...more] = attemptsOf(response);
      expect(more).toEqual([]);
      expect(record).toMatchObject({ number: 1, status: 200, replayed: n === 0 ? undefined : 1 });
      await settled();
    }
    // The first went through at once; each other met a connection that had served once, and took one more.
    expect(server.seen.map(({ connection }) => connection)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6]);
    expect(requests[0]).toMatchObject([{ method: 'GET', reusedSocket: false }]);
    expect(requests[5]).toMatchObject([
      { method: 'GET', failure: 'reset', reusedSocket: true, replayed: true },
      { method: 'GET', response: { status: 200 }, reusedSocket: false },
    ]);
    expect(requests[5]?.[1]?.failure).toBeUndefined();
    expect(client.stats()).toMatchObject({
      requests: 11,
      reused: 5,
      connectionsOpened: 6,
      active: 0,
      queued: 0,
    });
  },
);

test.each(['get', 'head', 'put', 'delete', 'options', 'trace', 'query'])(
  '%s is repeated, without any policy',
  async (method) => {
    const server = await serveOnce(ENDS.resets);
    const client = clientFor({ baseURL: server.url });
    await client.get('/');
    await settled();
    const body = method === 'put' || method === 'query' ? { data: { name: 'ü' } } : {};
    expect((await client.request({ method, url: '/again', ...body })).status).toBe(200);
    const [, first, second] = server.seen;
    expect([first?.connection, second?.connection]).toEqual([1, 2]);
    expect(second?.text).toBe(first?.text);
    expect(second?.text).toContain(`${method.toUpperCase()} /again HTTP/1.1`);
    if (method === 'put') expect(second?.text).toContain('{"name":"ü"}');
  },
);

test.each(['post', 'patch'])('%s is not, unless it is idempotent', async (method) => {
  const server = await serveOnce(ENDS.resets);
  const client = clientFor({ baseURL: server.url });
  await client.get('/');
  await settled();
  const plain = resilient({ maxRetries: 3, backoff: constant(1) });
  const error = await rejection(plain.call(() => client.request({ method, url: '/once', data: 'x' })));
  expect(error.code).toBe('ECONNRESET');
  expect(attemptsOf(error)).toMatchObject([{ number: 1, failure: 'reset', reusedSocket: true }]);
  expect(attemptsOf(error)[0]?.replayed).toBeUndefined();
  expect(server.seen).toHaveLength(2);

  await client.get('/');
  await settled();
  const idempotent = resilient({ retry: false, idempotent: true });
  const response = await idempotent.call(() => client.request({ method, url: '/twice', data: 'x' }));
  expect(attemptsOf(response)).toMatchObject([{ number: 1, status: 200, replayed: 1 }]);
  const keys = server.seen.slice(-2).map(({ text }) => /^idempotency-key: (.*)$/im.exec(text)?.[1]);
  expect(keys[0]).toBeTruthy();
  expect(keys[1]).toBe(keys[0]);
});

test('once only: what fails on a new connection is for the policy', async () => {
  // Every connection but the first is reset upon its first request.
  const server = await serveRaw((socket, n) => {
    let requests = 0;
    socket.on('data', () => (n === 1 && ++requests === 1 ? socket.write(KEPT) : socket.resetAndDestroy()));
  });
  const client = clientFor({ baseURL: server.url });
  await client.get('/');
  await settled();
  const error = await rejection(client.get('/'));
  expect(error.code).toBe('ECONNRESET');
  expect(client.stats()).toMatchObject({ requests: 3, reused: 1, connectionsOpened: 2, active: 0 });
});

test('not where a byte has come back, nor on a new connection', async () => {
  const server = await serveRaw((socket) => {
    let requests = 0;
    socket.on('data', () => {
      requests += 1;
      if (requests === 1) socket.write(KEPT);
      else socket.write('HTTP/1.1 2', () => socket.destroy());
    });
  });
  const client = clientFor({ baseURL: server.url });
  await client.get('/');
  await settled();
  expect((await rejection(client.get('/'))).code).toBe('ECONNRESET');
  expect(client.stats().requests).toBe(2);

  const resets = await serveRaw((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const other = clientFor({ baseURL: resets.url });
  expect((await rejection(other.get('/'))).code).toBe('ECONNRESET');
  expect(other.stats().requests).toBe(1);
});

test('a request that is cancelled or too slow is not repeated', async () => {
  const server = await serveOnce(() => {});
  const impatient = clientFor({ baseURL: server.url, timeouts: { idle: 300 } });
  await impatient.get('/');
  await settled();
  expect((await rejection(impatient.get('/'))).code).toBe('ERR_HOLDFAST_IDLE_TIMEOUT');
  expect(impatient.stats().requests).toBe(2);

  const client = clientFor({ baseURL: server.url });
  await client.get('/');
  await settled();
  const attempt = newAttempt();
  const ended = within(attempt, () => rejection(client.get('/')));
  await expect.poll(() => server.seen.length).toBe(4);
  attempt.abort(new Error('over'));
  expect((await ended).message).toBe('over');
  expect(client.stats().requests).toBe(2);
});

test('a stream is not sent twice, what can be made again is', async () => {
  const server = await serveOnce(ENDS.resets);
  const client = clientFor({ baseURL: server.url });
  await client.get('/');
  await settled();
  expect((await rejection(client.put('/', Readable.from(['abc'])))).code).toBe('ECONNRESET');
  await client.get('/');
  await settled();
  let made = 0;
  const body = () => {
    made += 1;
    return Readable.from(['abc']);
  };
  expect((await client.put('/', body)).status).toBe(200);
  expect(made).toBe(2);
});

test('never over a second kept connection, and within the limits of the pool', async () => {
  const server = await serveOnce(ENDS.destroys);
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 8 } });
  const rounds = 5;
  let most = 0;
  for (let round = 0; round < rounds; round++) {
    const watch = setInterval(() => {
      most = Math.max(most, server.sockets.size);
    }, 1);
    const all = Array.from({ length: 8 }, (_, n) => client.get(`/${round}/${n}`));
    for (const { data } of await Promise.all(all)) expect(data).toBe('ok');
    clearInterval(watch);
    await settled();
  }
  const { requests, reused, connectionsOpened, active, queued } = client.stats();
  // Each kept connection fails one request, which is then served by a new one.
  expect(reused).toBe((rounds - 1) * 8);
  expect(requests).toBe(8 + 2 * reused);
  expect(connectionsOpened).toBe(rounds * 8);
  expect([active, queued]).toEqual([0, 0]);
  expect(most).toBeLessThanOrEqual(8);
});

test('with requests waiting for a connection, the same', async () => {
  const server = await serveOnce(ENDS.destroys);
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 3 } });
  const all = Array.from({ length: 60 }, (_, n) => client.get(`/${n}`));
  for (const { data } of await Promise.all(all)) expect(data).toBe('ok');
  await settled();
  expect(client.stats()).toMatchObject({ active: 0, queued: 0 });
  const perPath = new Map<string, number>();
  for (const { text } of server.seen) {
    const path = text.split(' ', 2)[1] ?? '';
    perPath.set(path, (perPath.get(path) ?? 0) + 1);
  }
  expect(perPath.size).toBe(60);
  expect(Math.max(...perPath.values())).toBeLessThanOrEqual(2);
});

/** Each of `workers` asks again as soon as it has its answer, for `items` in all. */
async function byWorkers(workers: number, items: number, ask: (item: number) => Promise<unknown>) {
  let next = 0;
  const work = async () => {
    while (next < items) await ask(next++);
  };
  await Promise.all(Array.from({ length: workers }, work));
}

test.each([
  ['http', 8],
  ['http', 12],
  ['https', 8],
])(
  'over %s, with %i workers on 8 connections: one more connection for each that the server cut',
  async (scheme, workers) => {
    const cut = new Set(['/20', '/21', '/22', '/50', '/90', '/91', '/140']);
    let open = 0;
    let most = 0;
    const step: Step = async (req, res) => {
      await wait(1);
      if (cut.delete(req.url ?? '')) req.socket.destroy();
      else res.end('ok');
    };
    const tls =
      scheme === 'https'
        ? await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' })
        : undefined;
    const server = await serve(step, tls && { key: tls.private, cert: tls.cert });
    const watch = setInterval(() => {
      open = server.sockets.size;
      most = Math.max(most, open);
    }, 1);
    onTestFinished(() => clearInterval(watch));
    const client = clientFor({
      baseURL: server.url.replace('127.0.0.1', 'localhost'),
      pool: { maxSockets: 8 },
      ...(tls && { tls: { ca: tls.cert } }),
    });
    const answers: unknown[] = [];
    await byWorkers(workers, 200, async (n) => {
      answers[n] = (await client.get(`/${n}`)).data;
    });
    expect(answers).toEqual(Array.from({ length: 200 }, () => 'ok'));
    expect(server.requests).toHaveLength(207);
    expect(server.connections).toBe(8 + 7);
    expect(most).toBeLessThanOrEqual(8);
    expect(client.stats()).toMatchObject({ requests: 207, connectionsOpened: 15, active: 0, queued: 0 });
  },
);

test.each([
  ['http', 'nothing', undefined],
  ['https', 'nothing', undefined],
  // By axios' own adapter.
  ['http', 'a stream', () => Readable.from(['made'])],
])(
  'over %s, with %s to send: while one connection of a full pool is replaced, the others are kept',
  async (scheme, _, data) => {
    const tls =
      scheme === 'https'
        ? await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' })
        : undefined;
    const step: Step = async (req, res) => {
      await wait(5);
      if (req.url === '/cut' && server.connections === 3) req.socket.destroy();
      else res.end('ok');
    };
    const server = await serve(step, tls && { key: tls.private, cert: tls.cert });
    const client = clientFor({
      baseURL: server.url.replace('127.0.0.1', 'localhost'),
      pool: { maxSockets: 3 },
      ...(tls && { tls: { ca: tls.cert } }),
    });
    const three = () => Promise.all(['/a', '/b', '/c'].map((path) => client.get(path)));
    await three();
    await settled();
    expect((await client.put('/cut', data)).data).toBe('ok');
    await settled();
    await three();
    expect(server.connections).toBe(3 + 1);
    expect(client.stats()).toMatchObject({ requests: 8, reused: 4, connectionsOpened: 4 });
  },
);

test('over TLS, too', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
  });
  const seen = new WeakSet<object>();
  const kept: Step = (req, res) => {
    if (seen.has(req.socket)) return req.socket.destroy();
    seen.add(req.socket);
    return res.end('"secret"');
  };
  const server = await serve(kept, { key, cert });
  const client = clientFor({ baseURL: server.url.replace('127.0.0.1', 'localhost') });
  Object.assign(client.defaults.httpsAgent.options, { ca: cert });
  for (let n = 0; n < 4; n++) {
    expect((await client.get('/')).data).toBe('secret');
    await settled();
  }
  expect(client.stats()).toMatchObject({ requests: 7, reused: 3, connectionsOpened: 4 });
});

test('no retry is used up, and none waited for', async () => {
  const server = await serveOnce(ENDS.destroys);
  const client = clientFor({
    baseURL: server.url,
    retry: { maxRetries: 0, backoff: constant('1h') },
  });
  for (let n = 0; n < 3; n++) {
    const response = await client.get('/');
    expect(attemptsOf(response)).toMatchObject([{ number: 1, replayed: n === 0 ? undefined : 1 }]);
    await settled();
  }
});

test('across a redirect: all of it again, if all of it may be', async () => {
  const used = new WeakSet<object>();
  const server = await serve((req, res) => {
    const kept = used.has(req.socket);
    used.add(req.socket);
    if (req.url === '/here') res.writeHead(302, { location: '/there' }).end();
    else if (req.url === '/add') res.writeHead(303, { location: '/there' }).end();
    else if (req.url === '/there' && kept) req.socket.destroy();
    else res.end('there');
  });
  const client = clientFor({ baseURL: server.url });
  const twoKept = async () => {
    await Promise.all([client.get('/'), client.get('/')]);
    await settled();
    server.requests.length = 0;
  };
  const paths = () => server.requests.map(({ method, url }) => `${method} ${url}`);
  await twoKept();
  expect((await client.get('/here')).data).toBe('there');
  expect(paths()).toEqual(['GET /here', 'GET /there', 'GET /here', 'GET /there']);
  await twoKept();
  expect((await rejection(client.post('/add', {}))).code).toBe('ECONNRESET');
  expect(paths()).toEqual(['POST /add', 'GET /there']);
});
