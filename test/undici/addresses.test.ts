import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import { json, serve } from '../support/server.js';
import { forAll, rejection } from './contestants.js';

forAll(({ create }) => {
  test.each([
    ['/api', '/items', '/api/items'],
    ['/api/', 'items', '/api/items'],
    ['/api', '', '/api'],
    ['', '/a//b', '/a//b'],
    ['', '/a/../b/./c', '/b/c'],
    ['', '/a/%2e%2e/b', '/b'],
    ['', '/ü x?q=ü#fragment', '/%C3%BC%20x?q=%C3%BC'],
    ['', "/it's?q='", "/it's?q=%27"],
    ['', '/100%', '/100%'],
    ['', '?q=1', '/?q=1'],
    ['/a?x=1', '/b', '/a?x=1/b'],
    ['//', '/b', '/b'],
    ['/a//', 'b', '/a/b'],
    ['', '/a?', '/a'],
    ['/a', '/b?', '/a/b'],
    ['/a', '/b??', '/a/b??'],
  ])('%j and %j make %j', async (base, url, path) => {
    const server = await serve(json({}));
    const instance = create({ baseURL: server.url + base });
    await instance.get(url);
    await instance.get(url, { params: {} });
    expect(server.requests.map((request) => request.url)).toEqual([path, path]);
  });

  test('params, as axios serialises them, or a serialiser', async () => {
    const server = await serve(json({}));
    const instance = create({ baseURL: server.url });
    const params = { a: [1, 2], b: { c: 'x y' }, d: null, e: new Date(0), f: 'ü:$,' };
    await instance.get('/p?z=1', { params });
    await instance.get('/p', { params: new URLSearchParams({ a: 'x y' }) });
    await instance.get('/p', { params, paramsSerializer: { indexes: null, serialize: undefined } as never });
    await instance.get('/p', { params, paramsSerializer: () => 'own=1' });
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/p?z=1&a%5B%5D=1&a%5B%5D=2&b%5Bc%5D=x+y&e=1970-01-01T00:00:00.000Z&f=%C3%BC:$,',
      '/p?a=x+y',
      '/p?a=1&a=2&b%5Bc%5D=x+y&e=1970-01-01T00:00:00.000Z&f=%C3%BC:$,',
      '/p?own=1',
    ]);
    const failing = {
      params,
      paramsSerializer: () => {
        throw new Error('cannot');
      },
    };
    expect(await rejection(instance.get('/p', failing))).toMatchObject({
      code: 'ERR_BAD_REQUEST',
      message: 'cannot',
      url: '/p',
    });
    const broken = { params, paramsSerializer: () => 'a=\r\nX-Evil: 1' };
    expect(await rejection(instance.get('/p', broken))).toMatchObject({ code: 'ERR_UNESCAPED_CHARACTERS' });
  });

  test('what cannot be put together is an error that has the config of the request', async () => {
    const server = await serve(json({}));
    const headers = { 'x-mine': '1' };
    const malformed = await rejection(create().get('http:/localhost/', { headers }));
    expect(malformed).toMatchObject({ code: 'ERR_INVALID_URL', config: { method: 'get' } });
    expect(malformed.config.headers['x-mine']).toBe('1');
    const params = { a: { b: { c: 1 } } };
    const tooDeep = { headers, params, paramsSerializer: { maxDepth: 1 } as object };
    const refused = await rejection(create({ baseURL: server.url }).get('/p', tooDeep));
    expect(refused).toMatchObject({ code: 'ERR_BAD_REQUEST', config: { method: 'get', params } });
    expect(refused.config.headers['x-mine']).toBe('1');
    expect(server.requests).toEqual([]);
  });

  test('IPv6 in brackets', async () => {
    const server = createServer((_req, res) => res.end('six')).listen(0, '::1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    expect((await create().get(`http://[::1]:${port}/`, { headers: { connection: 'close' } })).data).toBe(
      'six',
    );
  });

  test('auth: by the option, and else by the address, decoded; over any header', async () => {
    const server = await serve(json({}));
    const url = server.url.replace('//', '//us%40er:p%3Aw@');
    const instance = create();
    await instance.get(url, { headers: { authorization: 'Bearer x' } });
    await instance.get(url, { auth: { username: 'ü', password: 'p' } });
    await instance.get(server.url, { headers: { Authorization: 'Bearer x' } });
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      basic('us@er:p:w'),
      basic('ü:p'),
      'Bearer x',
    ]);
  });

  test("headers: a name of the user's agent, none, lists, and a host", async () => {
    const server = await serve(json({}));
    const instance = create({ baseURL: server.url });
    await instance.get('/', {
      headers: { 'user-agent': 'own/1', 'Accept-Encoding': 'br', Host: 'own.test' },
    });
    await instance.get('/', { headers: { 'User-Agent': false, 'X-None': null } as never });
    expect(server.requests[0]?.headers).toMatchObject({
      'user-agent': 'own/1',
      'accept-encoding': 'br',
      host: 'own.test',
    });
    expect(server.requests[1]?.headers['user-agent']).toBeUndefined();
    expect(server.requests[1]?.headers['x-none']).toBeUndefined();
  });

  test('a look-up of any of the kinds that axios takes', async () => {
    const server = await serve(json({}));
    const lookups: unknown[] = [
      (_name: string, _options: object, done: (...answer: unknown[]) => void) => done(null, '127.0.0.1', 4),
      (_name: string, _options: object, done: (...answer: unknown[]) => void) =>
        done(null, [{ address: '127.0.0.1', family: 4 }]),
      async () => ['127.0.0.1', 4],
      async () => '127.0.0.1',
      async () => ({ address: '127.0.0.1' }),
      async () => [{ address: '127.0.0.1', family: 4 }],
    ];
    for (const lookup of lookups) {
      const instance = create();
      expect((await instance.get(`http://a.test:${server.port}/`, { lookup } as object)).status).toBe(200);
    }
    const failing = async () => Promise.reject(new Error('no such name'));
    expect((await rejection(create().get('http://a.test/', { lookup: failing } as object))).message).toBe(
      'no such name',
    );
  });

  test('a socket path, if it is allowed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
    const socketPath = join(folder, 's');
    const server = createServer((req, res) => res.end(req.url)).listen(socketPath);
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true });
    });
    const instance = create({ socketPath });
    expect((await instance.get('/over/a/socket')).data).toBe('/over/a/socket');
    const refused = await rejection(instance.get('/', { allowedSocketPaths: ['/elsewhere'] } as object));
    expect(refused.code).toBe('ERR_BAD_OPTION_VALUE');
    expect((await instance.get('/', { allowedSocketPaths: socketPath } as object)).data).toBe('/');
  });

  test('TLS: what an https.Agent says', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keyType: 'ec',
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    } as never);
    const server = await serve(json({}), { key, cert });
    const url = server.url.replace('127.0.0.1', 'localhost');
    const error = await rejection(create().get(url));
    expect(error).toMatchObject({ isAxiosError: true, code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    for (const options of [{ ca: cert }, { rejectUnauthorized: false }]) {
      const httpsAgent = new Agent(options);
      onTestFinished(() => httpsAgent.destroy());
      expect((await create().get(url, { httpsAgent })).status).toBe(200);
    }
    const wrongHost = new Agent({ ca: cert });
    expect(await rejection(create().get(server.url, { httpsAgent: wrongHost }))).toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });
});
