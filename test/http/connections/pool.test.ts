import { Agent } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import axios from 'axios';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import { type ClientOptions, createClient, http } from '../../../src/http/index.js';
import { delay, hang, json, reply, reset, serve, serveRaw } from '../../support/server.js';
import { rejection } from '../ambient.js';

function clientFor(options: ClientOptions) {
  const client = createClient(options);
  onTestFinished(() => client.close());
  return client;
}

/** Node gives a connection back in the turns after the end of the response. */
const settled = () => wait(20);

test('fifty calls, one connection', async () => {
  const server = await serve(json({}));
  const client = clientFor({ baseURL: server.url });
  for (let n = 0; n < 50; n++) await client.get('/');
  await settled();
  expect(server.connections).toBe(1);
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
});

test('a new client has done nothing', () => {
  expect(createClient().stats()).toEqual({
    requests: 0,
    connectionsOpened: 0,
    reused: 0,
    reuseRatio: 0,
    dnsLookups: 0,
    active: 0,
    idle: 0,
    queued: 0,
  });
});

test('requests beyond the limit wait for a connection, and are handed it', async () => {
  const server = await serve(delay(150, json({})));
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 2 } });
  const all = Promise.all([1, 2, 3, 4, 5].map(() => client.get('/')));
  await expect.poll(() => server.requests.length).toBe(2);
  expect(client.stats()).toMatchObject({ requests: 5, active: 2, idle: 0, queued: 3, connectionsOpened: 2 });
  const responses = await all;
  await settled();
  expect(client.stats()).toMatchObject({
    requests: 5,
    reused: 3,
    active: 0,
    idle: 2,
    queued: 0,
    connectionsOpened: 2,
  });
  expect(responses.filter(({ request }) => request.res.req.reusedSocket)).toHaveLength(3);
});

test('failures and aborts are counted exactly', async () => {
  const server = await serve([reply(500), reset(), hang(), json({})]);
  const client = clientFor({ baseURL: server.url, origins: ['http://127.0.0.1:1'] });
  await rejection(client.get('/'));
  await settled();
  expect(client.stats()).toMatchObject({ requests: 1, connectionsOpened: 1, active: 0, idle: 1 });
  await rejection(client.post('/'));
  expect(client.stats()).toMatchObject({ requests: 2, reused: 1, connectionsOpened: 1, active: 0, idle: 0 });
  const controller = new AbortController();
  const aborted = rejection(client.get('/', { signal: controller.signal }));
  await expect.poll(() => server.requests.length).toBe(3);
  expect(client.stats().active).toBe(1);
  controller.abort();
  await aborted;
  expect(client.stats()).toMatchObject({ requests: 3, connectionsOpened: 2, active: 0, idle: 0, queued: 0 });
  await rejection(client.get('http://127.0.0.1:1/'));
  expect(client.stats()).toMatchObject({ requests: 4, connectionsOpened: 2, active: 0, idle: 0 });
  await client.get('/');
  expect(client.stats()).toMatchObject({ requests: 5, reused: 1, reuseRatio: 0.2, connectionsOpened: 3 });
});

test('requests that were aborted in the queue do not cost a connection', async () => {
  const server = await serve([hang(), json({})]);
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 1 } });
  const controller = new AbortController();
  const aborted = [1, 2, 3, 4].map(() => rejection(client.get('/', { signal: controller.signal })));
  await expect.poll(() => server.requests.length).toBe(1);
  expect(client.stats()).toMatchObject({ active: 1, queued: 3 });
  controller.abort();
  await Promise.all(aborted);
  expect(client.stats()).toMatchObject({ active: 0, queued: 0 });
  await settled();
  expect(server.connections).toBe(1);
  await client.get('/');
  expect(server.connections).toBe(2);
});

test('a thousand requests at once', async () => {
  const server = await serve(json({}));
  const client = clientFor({ baseURL: server.url, pool: { maxSockets: 50 } });
  await Promise.all(Array.from({ length: 1000 }, () => client.get('/')));
  await settled();
  expect(server.connections).toBe(50);
  expect(client.stats()).toMatchObject({
    requests: 1000,
    connectionsOpened: 50,
    reused: 950,
    active: 0,
    queued: 0,
  });
});

test('idle connections close after their time, and are as many as allowed', async () => {
  const server = await serve(delay(20, json({})));
  const client = clientFor({ baseURL: server.url, pool: { maxFreeSockets: 2, idleTimeout: '400ms' } });
  await Promise.all([1, 2, 3, 4].map(() => client.get('/')));
  await settled();
  expect(client.stats()).toMatchObject({ connectionsOpened: 4, idle: 2 });
  await expect.poll(() => server.sockets.size).toBe(0);
  expect(client.stats().idle).toBe(0);
  const none = clientFor({ baseURL: server.url, pool: { maxFreeSockets: 0, idleTimeout: false } });
  await none.get('/');
  await settled();
  expect(none.stats().idle).toBe(0);
});

test('a connection that takes longer to make than one is kept idle is not silent', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const server = await serve(json({ id: 7 }), { key, cert });
  const { port } = new URL(server.url);
  const slow = await serveRaw(async (socket) => {
    await wait(100);
    socket.pipe(connect(Number(port), '127.0.0.1')).pipe(socket);
  });
  const tls = { rejectUnauthorized: false };
  const client = clientFor({ baseURL: slow.url.replace('http:', 'https:'), pool: { idleTimeout: 20 }, tls });
  expect((await client.get('/')).data).toEqual({ id: 7 });
});

test('a closed client has no socket, answers nothing, and may be closed again', async () => {
  const server = await serve([json({}), hang(), hang()]);
  const client = createClient({ baseURL: server.url, pool: { maxSockets: 2 } });
  await client.get('/');
  const inFlight = [1, 2, 3].map(() => rejection(client.get('/')));
  await expect.poll(() => server.requests.length).toBe(3);
  await Promise.all([client.close(), client.close()]);
  for (const error of await Promise.all(inFlight)) {
    expect(axios.isCancel(error)).toBe(true);
    expect(error.message).toContain('client is closed');
  }
  expect(client.stats()).toMatchObject({ active: 0, idle: 0, queued: 0 });
  await expect.poll(() => server.sockets.size).toBe(0);
  const error = await rejection(client.get('/'));
  expect(error.message).toBe('this client is closed; createClient() makes another one');
  expect(error.config.url).toBe('/');
  expect(server.requests).toHaveLength(3);
  await client.close();
});

test('closing ends a stream that is being read', async () => {
  const server = await serve((_req, res) => res.write('the beginning'));
  const client = createClient({ baseURL: server.url });
  const { data } = await client.get('/', { responseType: 'stream' });
  const read = rejection(text(data));
  await client.close();
  expect((await read).message).toContain('client is closed');
});

test('https has a pool too', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
  });
  const server = await serve(json('secret'), { key, cert });
  const client = clientFor({
    baseURL: server.url.replace('127.0.0.1', 'localhost'),
    timeouts: { connect: '5s' },
  });
  (client.defaults.httpsAgent as Agent & { options: object }).options = {
    ...client.defaults.httpsAgent.options,
    ca: cert,
  };
  for (let n = 0; n < 3; n++) expect((await client.get('/')).data).toBe('secret');
  await settled();
  expect(client.stats()).toMatchObject({
    requests: 3,
    connectionsOpened: 1,
    reused: 2,
    idle: 1,
    dnsLookups: 1,
  });
  const strict = clientFor({ baseURL: server.url });
  expect((await rejection(strict.get('/'))).code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  expect(strict.stats()).toMatchObject({ requests: 1, connectionsOpened: 0, active: 0 });
});

test("a user's own agent is left alone", async () => {
  const server = await serve(json({}));
  const agent = new Agent({ keepAlive: true });
  const client = clientFor({ baseURL: server.url, httpAgent: agent });
  await client.get('/');
  await settled();
  expect(Object.keys(agent.freeSockets)).toHaveLength(1);
  expect(client.stats().requests).toBe(0);
  await client.close();
  expect(Object.keys(agent.freeSockets)).toHaveLength(1);
  agent.destroy();
});

test('redirects are requests of their own', async () => {
  const server = await serve((req, res) =>
    req.url === '/a' ? res.writeHead(302, { location: '/b' }).end() : res.end('there'),
  );
  const client = clientFor({ baseURL: server.url });
  expect((await client.get('/a')).data).toBe('there');
  expect(client.stats().requests).toBe(2);
});

test('one shared client per process, made without a timer or a socket', async () => {
  const server = await serve(json('hello'));
  expect((await http.get(server.url)).data).toBe('hello');
  const slot: unknown = Reflect.get(globalThis, Symbol.for('holdfast.http@1'));
  expect(slot).toBe(http);
});

test('a client made from a client shares its connections and its end', async () => {
  const server = await serve(json({}));
  const client = clientFor({ baseURL: server.url });
  const child = client.create({ headers: { 'x-child': 'yes' } });
  await child.get('/');
  await settled();
  await client.get('/');
  expect(server.connections).toBe(1);
  expect(client.stats().requests).toBe(2);
  await client.close();
  expect(axios.isCancel(await rejection(child.get('/')))).toBe(true);
});
