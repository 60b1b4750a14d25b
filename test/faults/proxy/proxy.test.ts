import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { ConfigError, constant, createClient, resilient } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { proxy } from '../../../src/faults/proxy/proxy.js';
import { addressOf } from '../../../src/faults/proxy/upstream.js';
import { json, serve, serveRaw } from '../../support/server.js';
import { dial, echo, proxied, proxyTo } from './support.js';

test('without toxics it is not noticed', async () => {
  const server = await serve((req, res) => res.end(`${req.method} ${req.url}`));
  const faulty = await proxyTo(server.url);
  expect(faulty.url).toBe(`http://127.0.0.1:${faulty.port}`);
  const reply = await fetch(`${faulty.url}/items?a=1`, { method: 'POST', body: 'milk' });
  expect([reply.status, await reply.text()]).toEqual([200, 'POST /items?a=1']);
  expect(server.requests[0]).toMatchObject({ method: 'POST', body: 'milk' });
});

test('megabytes pass whole, both ways at once', async () => {
  const { faulty } = await proxied(echo);
  const sent = Buffer.alloc(5_000_000, '0123456789').toString('latin1');
  const client = await dial(faulty);
  client.socket.end(sent, 'latin1');
  await client.over;
  expect(client.received === sent).toBe(true);
});

test('a side that ends its stream may still receive, and both know it', async () => {
  const { faulty, server } = await proxied((socket) => {
    socket.on('end', () => socket.end('goodbye'));
    socket.resume();
  });
  const client = await dial(faulty);
  client.socket.end('hello');
  await client.over;
  expect(client.received).toBe('goodbye');
  await expect.poll(() => [faulty.connections, server.sockets.size]).toEqual([0, 0]);
});

test('a reset passes through, either way', async () => {
  const { faulty, server } = await proxied((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const client = await dial(faulty);
  client.socket.write('hello');
  await client.over;
  expect(client.failure).toBe('ECONNRESET');

  const second = await dial(faulty);
  await expect.poll(() => server.sockets.size).toBe(1);
  const [socket] = server.sockets as Set<Socket>;
  second.socket.resetAndDestroy();
  await once(socket!, 'close').catch(() => {});
  expect((socket!.errored as NodeJS.ErrnoException).code).toBe('ECONNRESET');
});

test('a server that is not there resets the client', async () => {
  const gone = await serveRaw(echo);
  await gone.stop();
  const faulty = await proxyTo({ host: '127.0.0.1', port: gone.port });
  const client = await dial(faulty);
  await client.over;
  expect(client.failure).toBe('ECONNRESET');
  await expect.poll(() => faulty.connections).toBe(0);
});

test('a server that is slower than its client makes the client wait', async () => {
  const { faulty, server } = await proxied((socket) => socket.pause());
  const client = await dial(faulty);
  const piece = Buffer.alloc(2 ** 16);
  let taken = 0;
  const fill = (): void => {
    while (client.socket.write(piece, () => (taken += piece.length)));
  };
  client.socket.on('drain', fill);
  fill();
  // Until nothing moves any more.
  for (let before = -1; before !== taken; ) {
    before = taken;
    await wait(150);
  }
  const stuck = taken;
  expect(stuck).toBeGreaterThan(0);
  await wait(100);
  expect(taken).toBe(stuck);
  const [socket] = server.sockets as Set<Socket>;
  socket!.resume();
  await expect.poll(() => taken).toBeGreaterThan(stuck + 2 ** 20);
});

test('connections are counted while open, and in all', async () => {
  const { faulty } = await proxied(echo);
  const first = await dial(faulty);
  await dial(faulty);
  await expect.poll(() => [faulty.connections, faulty.accepted]).toEqual([2, 2]);
  first.socket.destroy();
  await expect.poll(() => [faulty.connections, faulty.accepted]).toEqual([1, 2]);
});

test('down closes what is open and refuses what comes, until it is up again on the same port', async () => {
  const { faulty } = await proxied(echo);
  const client = await dial(faulty);
  await expect.poll(() => faulty.connections).toBe(1);
  await faulty.down();
  await faulty.down();
  await client.over;
  expect(faulty.connections).toBe(0);
  await expect(dial(faulty)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await faulty.up();
  await faulty.up();
  const again = await dial(faulty);
  again.socket.end('hello');
  await again.over;
  expect(again.received).toBe('hello');
});

test('closing frees everything at once, whatever is being held, and can be done again', async () => {
  const { faulty, server } = await proxied(echo);
  faulty.add('timeout', { after: '1h', direction: 'both' });
  faulty.add('latency', { latency: '1h', direction: 'both' });
  const client = await dial(faulty);
  client.socket.write('hello');
  await expect.poll(() => server.sockets.size).toBe(1);
  await faulty.close();
  await faulty.close();
  await expect(faulty.up()).rejects.toThrow('this proxy is closed');
  await client.over;
  expect(faulty.connections).toBe(0);
  await expect.poll(() => server.sockets.size).toBe(0);
  await expect(dial(faulty)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('the shared client retries through it', async () => {
  const server = await serve(json({ id: 7 }));
  const faulty = await proxyTo(server.url);
  const client = createClient({ baseURL: faulty.url });
  const patient = resilient({ maxRetries: Number.POSITIVE_INFINITY, backoff: constant('10ms') });
  onTestFinished(() => client.close());
  const cut = faulty.add('reset');
  const call = patient.call(() => client.get('/items/7'));
  await expect.poll(() => faulty.accepted).toBeGreaterThan(1);
  cut.remove();
  expect((await call).data).toEqual({ id: 7 });
});

test('an upstream can be written in several ways', () => {
  const cases: [unknown, string, number, string][] = [
    ['localhost:5432', 'localhost', 5432, 'http:'],
    ['localhost:80', 'localhost', 80, 'http:'],
    ['[::1]:8080', '::1', 8080, 'http:'],
    ['http://localhost', 'localhost', 80, 'http:'],
    ['http://localhost:8080/', 'localhost', 8080, 'http:'],
    ['https://api.example.com', 'api.example.com', 443, 'https:'],
    [new URL('https://api.example.com:8443'), 'api.example.com', 8443, 'https:'],
    [{ host: '::1', port: 1 }, '::1', 1, 'http:'],
  ];
  for (const [upstream, host, port, protocol] of cases) {
    expect(addressOf(upstream as never, 'here'), String(upstream)).toEqual({ host, port, protocol });
  }
});

test.each([
  ['nothing', { upstream: undefined }],
  ['no port', { upstream: 'localhost' }],
  ['a path', { upstream: 'http://localhost:80/api' }],
  ['a user', { upstream: 'http://me@localhost:80' }],
  ['port 0', { upstream: { host: 'localhost', port: 0 } }],
  ['a port that is none', { upstream: 'localhost:1', port: 70_000 }],
  ['a host that is none', { upstream: 'localhost:1', host: 7 }],
  ['a seed that is none', { upstream: 'localhost:1', seed: 'x' }],
  ['an option that nobody knows', { upstream: 'localhost:1', listen: 1 }],
])('%s is refused', async (_what, options) => {
  const failure = await proxy(options as never).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConfigError);
  expect(String(failure)).toMatch(/proxy: (unknown )?option '(upstream|port|host|seed|listen)'/);
});

test('a port that is taken is told', async () => {
  const server = await serveRaw(echo);
  await expect(proxy({ upstream: 'localhost:1', port: server.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
