import { once } from 'node:events';
import { Agent, get as rawGet } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { dummyserver } from '../../../src/faults/routes/dummyserver/index.js';
import { useVirtualClock } from '../../support/virtual-clock.js';
import { ask } from './support.js';

type Server = Awaited<ReturnType<typeof ask>>;

async function text(server: Server, path: string, init?: RequestInit): Promise<string> {
  const reply = await server.get(path, init);
  return `${reply.status} ${await reply.text()}`;
}

const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
});

test('/ is there', async () => {
  expect(await text(await ask(dummyserver()), '/')).toBe('200 Dummy server!');
});

test('/specific_method wants that method, named in the query or in a form', async () => {
  const server = await ask(dummyserver());
  expect(await text(server, '/specific_method?method=get')).toBe('200 ');
  expect(await text(server, '/specific_method', form({ method: 'POST' }))).toBe('200 ');
  expect(await text(server, '/specific_method?method=PUT')).toBe('400 Wrong method: PUT != GET');
  expect(await server.status('/specific_method', { method: 'DELETE' })).toBe(405);
});

test('/echo, /echo_uri and /headers give back what came', async () => {
  const server = await ask(dummyserver());
  expect(await text(server, '/echo?a=1&b=%20')).toBe('200 a=1&b=%20');
  expect(await text(server, '/echo', { method: 'PUT', body: 'milk' })).toBe('200 milk');
  expect(await text(server, '/echo_uri/a/b?c=d')).toBe('200 /echo_uri/a/b?c=d');
  expect(await text(server, '/echo_uri')).toBe('200 /echo_uri?');
  expect(await server.json('/headers', { headers: { 'x-token': 't' } })).toMatchObject({ 'x-token': 't' });
});

test('/keepalive keeps the connection, or closes it', async () => {
  const server = await ask(dummyserver());
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const isReused = async (path: string): Promise<boolean> => {
    const request = rawGet(server.url + path, { agent });
    const [reply] = await once(request, 'response');
    await once(reply.resume(), 'end');
    await wait(10);
    return request.reusedSocket;
  };
  expect(await isReused('/keepalive')).toBe(false);
  expect(await isReused('/keepalive?close=1')).toBe(true);
  expect(await isReused('/keepalive')).toBe(false);
});

test('/multi_redirect follows its list', async () => {
  const server = await ask(dummyserver());
  const step = async (path: string) => {
    const reply = await server.get(path);
    return [reply.status, reply.headers.get('location'), await reply.text()];
  };
  const at = '/multi_redirect?redirect_codes=';
  expect(await step(`${at}303,302,200`)).toEqual([303, `${at}302,200`, '']);
  expect(await step(`${at}302,200`)).toEqual([302, `${at}200`, '']);
  expect(await step(`${at}200`)).toEqual([200, null, 'Done redirecting']);
  expect(await step(`${at}x,200`)).toEqual([400, null, expect.any(String)]);
});

test('/redirect and /redirect_after lead to their target', async () => {
  const server = await ask(dummyserver());
  const headers = async (path: string, init?: RequestInit) => {
    const reply = await server.get(path, init);
    return [reply.status, reply.headers.get('location'), reply.headers.get('retry-after')];
  };
  expect(await headers('/redirect')).toEqual([303, '/', null]);
  expect(await headers('/redirect?target=/echo&status=307%20Temporary')).toEqual([307, '/echo', null]);
  expect(await headers('/redirect', form({ target: '/x', status: '301' }))).toEqual([301, '/x', null]);
  expect(await headers('/redirect_after?target=/x')).toEqual([303, '/x', '1']);
  expect(await headers('/redirect_after?date=0')).toEqual([303, '/', 'Thu, 01 Jan 1970 00:00:00 GMT']);
  expect((await headers('/redirect_after?date=soon'))[0]).toBe(400);
});

test('/retry_after refuses for a second after each success', async () => {
  const clock = useVirtualClock();
  const server = await ask(dummyserver());
  const hit = async (query = '') => {
    const reply = await server.get(`/retry_after${query}`);
    return `${reply.status} ${reply.headers.get('retry-after')}`;
  };
  expect(await hit()).toBe('200 null');
  expect(await hit()).toBe('429 1');
  expect(await hit('?status=503%20Busy')).toBe('503 1');
  clock.advance(999);
  expect(await hit()).toBe('429 1');
  clock.advance(1);
  expect(await hit()).toBe('200 null');
  expect(await (await ask(dummyserver())).status('/retry_after')).toBe(200);
});

test('/status has the status it is told', async () => {
  const server = await ask(dummyserver());
  expect(await server.status('/status')).toBe(200);
  expect(await server.status('/status?status=503%20Service%20Unavailable')).toBe(503);
  expect(await server.status('/status?status=no')).toBe(400);
});

test('/successful_retry fails once for each test', async () => {
  const server = await ask(dummyserver());
  const hit = (name: string) => text(server, '/successful_retry', { headers: { 'test-name': name } });
  expect(await hit('a')).toBe('418 need to keep retrying!');
  expect(await hit('b')).toBe('418 need to keep retrying!');
  expect(await hit('a')).toBe('200 Retry successful!');
  expect(await hit('a')).toBe('200 Retry successful!');
  expect(await text(server, '/successful_retry')).toBe('400 test-name header not set');
});

test('/slow answers after ten seconds', async () => {
  const clock = useVirtualClock();
  const server = await ask(dummyserver());
  const reply = text(server, '/slow');
  await expect.poll(() => clock.delays).toEqual([10_000]);
  await clock.elapse(10_000);
  expect(await reply).toBe('200 TEN SECONDS LATER');
});

test('/dripfeed pauses two seconds in the middle', async () => {
  const clock = useVirtualClock();
  const server = await ask(dummyserver());
  const [reply] = await once(rawGet(`${server.url}/dripfeed`, { agent: false }), 'response');
  let size = 0;
  reply.on('data', (chunk: Buffer) => {
    size += chunk.length;
  });
  const half = 4 * 17 * 131_072;
  await expect.poll(() => size, { timeout: 5000 }).toBe(half);
  expect(clock.delays).toEqual([2000]);
  await clock.elapse(2000);
  await expect.poll(() => reply.complete, { timeout: 5000 }).toBe(true);
  expect(size).toBe(2 * half);
});

test('/chunked and /encodingrequest', async () => {
  const server = await ask(dummyserver());
  const chunked = await server.get('/chunked');
  expect([chunked.headers.get('transfer-encoding'), await chunked.text()]).toEqual([
    'chunked',
    '123123123123',
  ]);
  const encoded = (encoding: string) =>
    server.get('/encodingrequest', { headers: { 'accept-encoding': encoding } });
  for (const encoding of ['gzip', 'deflate']) {
    const reply = await encoded(encoding);
    expect([reply.headers.get('content-encoding'), await reply.text()]).toEqual([encoding, 'hello, world!']);
  }
  for (const encoding of ['gzip', 'deflate']) {
    const reply = await encoded(`garbage-${encoding}`);
    expect(reply.headers.get('content-encoding')).toBe(encoding);
    await expect(reply.text()).rejects.toThrow();
  }
  expect(await (await encoded('br')).text()).toBe('hello, world!');
});

test('each route says in a line what it does', () => {
  for (const { path, summary } of dummyserver().routes) expect(summary, path).toMatch(/^.{5,100}$/);
});
