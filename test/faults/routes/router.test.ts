import { once } from 'node:events';
import { get, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Refusal, type Route } from '../../../src/faults/routes/route.js';
import { ask } from './support.js';

const routes: Route[] = [
  { path: '/items/{id}', summary: '', reply: ({ params }) => ({ body: `item ${params.id}` }) },
  { path: '/items/{id}', methods: 'PUT', summary: '', reply: ({ body }) => ({ body: `put ${body}` }) },
  { path: '/files/{rest*}', methods: '*', summary: '', reply: ({ params }) => ({ body: params.rest ?? '' }) },
  { path: '/a.b', summary: '', reply: () => ({ status: 204 }) },
  {
    path: '/header',
    summary: '',
    reply: ({ url }) => ({ headers: { 'x-text': url.searchParams.get('text') ?? '' }, body: 'whole' }),
  },
  {
    path: '/stream',
    summary: '',
    reply: () => ({
      headers: { 'x-text': 'ä€' },
      body: (async function* () {
        yield 'whole';
      })(),
    }),
  },
  {
    path: '/unsendable',
    summary: '',
    reply: () => ({ headers: { 'content-encoding': 'gzip', 'x-text': '\n' } }),
  },
  {
    path: '/mistake',
    summary: '',
    reply() {
      throw new Error('oh');
    },
  },
  {
    path: '/refusal',
    summary: '',
    async reply() {
      throw new Refusal(409, 'no');
    },
  },
  {
    path: '/broken',
    summary: '',
    reply: () => ({
      body: (async function* () {
        yield 'half';
        throw new Error('oh');
      })(),
    }),
  },
];

async function answer(server: Awaited<ReturnType<typeof ask>>, path: string, init?: RequestInit) {
  const reply = await server.get(path, init);
  return `${reply.status} ${await reply.text()}`;
}

test('routes are found by path and method, and take parameters from the path', async () => {
  const server = await ask({ routes });
  expect(await answer(server, '/items/7')).toBe('200 item 7');
  expect(await answer(server, '/items/a%2Fb%20c?d=e')).toBe('200 item a/b c');
  expect(await answer(server, '/items/7', { method: 'PUT', body: 'milk' })).toBe('200 put milk');
  expect(await answer(server, '/files/a/b/c', { method: 'REPORT' })).toBe('200 a/b/c');
  expect(await answer(server, '/a.b')).toBe('204 ');
});

test('what is not there is 404, and another method 405 with those that are', async () => {
  const server = await ask({ routes });
  expect(await answer(server, '/item/7')).toBe('404 no route /item/7');
  expect(await server.status('/items/7/8')).toBe(404);
  expect(await server.status('/axb')).toBe(404);
  const refused = await server.get('/items/7', { method: 'DELETE' });
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT, OPTIONS']);
  expect(await server.status('/items/7', { method: 'OPTIONS' })).toBe(200);
});

test('HEAD is a GET without a body', async () => {
  const server = await ask({ routes });
  const reply = await server.get('/items/7', { method: 'HEAD' });
  expect([reply.status, reply.headers.get('content-length'), await reply.text()]).toEqual([200, '6', '']);
});

test('mistakes are told and not hidden', async () => {
  const server = await ask({ routes });
  expect(await answer(server, '/mistake')).toBe('500 oh');
  expect(await answer(server, '/refusal')).toBe('409 no');
  expect(await server.status('/items/%E0%A4%A')).toBe(400);
  expect(await answer(server, '/header?text=a%0Ab')).toMatch(/^400 .*Invalid character/);
  // Nothing of the reply that failed is left, such as an encoding that the error is not in.
  expect(await answer(server, '/unsendable')).toMatch(/^400 .*Invalid character/);
  await expect(answer(server, '/broken')).rejects.toThrow();
});

test('a header beyond Latin-1 goes as UTF-8', async () => {
  const server = await ask({ routes });
  for (const path of ['/header?text=%C3%A4%E2%82%AC', '/stream']) {
    const reply = await server.get(path);
    expect(Buffer.from(reply.headers.get('x-text') ?? '', 'latin1').toString(), path).toBe('ä€');
    expect(await reply.text()).toBe('whole');
  }
});

test('headers of all replies come with each', async () => {
  const server = await ask({ routes, headers: ({ method }) => ({ 'x-all': method }) });
  expect((await server.get('/items/7')).headers.get('x-all')).toBe('GET');
  expect((await server.get('/nothing')).headers.get('x-all')).toBe('GET');
});

test('addresses that only raw clients send are answered too', async () => {
  const server = await ask({ routes });
  for (const path of ['//items/7', `http://example.com/items/7`]) {
    const [reply] = await once(get({ port: server.port, host: '127.0.0.1', path, agent: false }), 'response');
    const body = await text(reply);
    expect(body).toBe(path.startsWith('//') ? 'no route //items/7' : 'item 7');
  }
  const strange = request({
    port: server.port,
    host: '127.0.0.1',
    path: '*',
    method: 'OPTIONS',
    agent: false,
  });
  const [reply] = await once(strange.end(), 'response');
  reply.resume();
  expect(reply.statusCode).toBe(400);
});
