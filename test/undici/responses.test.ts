import { text } from 'node:stream/consumers';
import axios from 'axios';
import { expect, test } from 'vitest';
import { json, reply, serve, serveRaw } from '../support/server.js';
import { forAll, rejection } from './contestants.js';

forAll(({ create, isUndici }) => {
  test('JSON is parsed, with a byte order mark too', async () => {
    const server = await serve([json({ id: 7 }), reply(200, '\uFEFF{"id":8}')]);
    const instance = create({ baseURL: server.url });
    const response = await instance.get('/items/7');
    expect(response).toMatchObject({ data: { id: 7 }, status: 200, statusText: 'OK' });
    expect(response.config.url).toBe('/items/7');
    expect(response.headers['content-type']).toBe('application/json');
    expect((await instance.get('/')).data).toEqual({ id: 8 });
  });

  test('each type of response', async () => {
    const server = await serve(reply(200, '{"ü":1}', { 'content-type': 'text/x-own' }));
    const instance = create({ baseURL: server.url });
    const data = async (responseType: any) => (await instance.get('/', { responseType })).data;
    expect(await data('text')).toBe('{"ü":1}');
    expect(await data('json')).toEqual({ ü: 1 });
    expect(await data(undefined)).toEqual({ ü: 1 });
    expect(await data('arraybuffer')).toEqual(Buffer.from('{"ü":1}'));
    expect(await text(await data('stream'))).toBe('{"ü":1}');
    // axios gives text.
    if (isUndici) expect(await data('blob')).toEqual(new Blob(['{"ü":1}'], { type: 'text/x-own' }));
  });

  test('responseEncoding, and no byte order mark but in UTF-8', async () => {
    const server = await serve([
      reply(200, Buffer.from('ü', 'latin1')),
      reply(200, Buffer.from('\uFEFFa', 'utf16le')),
    ]);
    const instance = create({ baseURL: server.url, responseType: 'text' });
    expect((await instance.get('/', { responseEncoding: 'latin1' })).data).toBe('ü');
    expect((await instance.get('/', { responseEncoding: 'utf16le' })).data).toBe('\uFEFFa');
  });

  test('headers as Node reads them: joined, the first of some, cookies as a list', async () => {
    const lines = [
      'Content-Type: text/a',
      'Content-Type: text/b',
      'X-A: 1',
      'x-a: 2',
      'Cookie: b=1',
      'Cookie: c=2',
      'Set-Cookie: a=1',
      'Content-Length: 0',
    ];
    const server = await serveRaw((socket) =>
      socket.once('data', () => socket.end(`HTTP/1.1 200 Very Good\r\n${lines.join('\r\n')}\r\n\r\n`)),
    );
    const { headers, statusText, data } = await create().get(server.url);
    expect({ ...headers }).toMatchObject({ 'content-type': 'text/a', 'x-a': '1, 2', 'set-cookie': ['a=1'] });
    expect(headers.cookie).toBe('b=1; c=2');
    expect((headers as any).getContentType()).toBe('text/a');
    expect((headers as any).get('X-A')).toBe('1, 2');
    expect([statusText, data]).toEqual(['Very Good', '']);
  });

  test('of headers, the space around a value is none of it', async () => {
    const lines = [
      'X-A:  1 2 \t',
      'X-B: 1 ',
      'X-B: 2\t',
      'Set-Cookie: a=1 ',
      'Set-Cookie: b=2\t ',
      'X-C: \t',
    ];
    const server = await serveRaw((socket) =>
      socket.once('data', () =>
        socket.end(`HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`),
      ),
    );
    const { headers } = await create().get(server.url);
    expect({ ...headers }).toEqual({
      'x-a': '1 2',
      'x-b': '1, 2',
      'x-c': '',
      'set-cookie': ['a=1', 'b=2'],
      'content-length': '0',
    });
  });

  test.each(['before', 'after', 'between'])(
    'headers that a transformer changes are cleaned: %s',
    async (where) => {
      const server = await serve(json({ id: 7 }));
      const own = (data: unknown, headers: any): unknown => {
        Object.assign(headers, { 'Content-Type': ' text/own ', 'X-Number': 7 });
        return data;
      };
      const seen: unknown[] = [];
      const look = (data: unknown, headers: object): unknown => {
        seen.push({ ...headers });
        return data;
      };
      const usual = [axios.defaults.transformResponse ?? []].flat();
      const transformResponse = {
        before: [own, look, ...usual],
        between: [...usual, own, look],
        after: [...usual, own],
      }[where] as typeof usual;
      const { data, headers } = await create({ transformResponse }).get(server.url);
      const changed = { 'content-type': 'text/own', 'X-Number': '7' };
      expect(headers).toMatchObject(changed);
      expect(Object.keys(headers)).not.toContain('Content-Type');
      for (const each of seen) expect(each).toMatchObject(changed);
      // What is JSON is told by the header.
      expect([{ id: 7 }, '{"id":7}']).toContainEqual(data);
      expect((headers as any).normalize(true)).toHaveProperty('Content-Type', 'text/own');
    },
  );

  test('the status decides, by validateStatus', async () => {
    const server = await serve([reply(404, '{"why":"gone"}'), reply(500), reply(404), reply(299)]);
    const instance = create({ baseURL: server.url });
    const missing = await rejection(instance.get('/'));
    expect(missing).toMatchObject({
      name: 'AxiosError',
      isAxiosError: true,
      code: 'ERR_BAD_REQUEST',
      status: 404,
    });
    expect(missing.message).toBe('Request failed with status code 404');
    expect(missing.response).toMatchObject({ status: 404, data: { why: 'gone' } });
    expect(missing.request.path).toBe('/');
    expect(missing.config.url).toBe('/');
    expect(await rejection(instance.get('/'))).toMatchObject({ code: 'ERR_BAD_RESPONSE', status: 500 });
    expect((await instance.get('/', { validateStatus: null })).status).toBe(404);
    expect(await rejection(instance.get('/', { validateStatus: (s) => s === 200 }))).toMatchObject({
      status: 299,
    });
  });

  test('an error whose body is a stream', async () => {
    const server = await serve(reply(500, 'why'));
    const error = await rejection(create().get(server.url, { responseType: 'stream' }));
    expect(await text(error.response.data)).toBe('why');
  });

  test('no body: HEAD, 204, 304 and a length of 0, and the connection is kept', async () => {
    const server = await serve((_req, res, n) => {
      if (n === 2) res.statusCode = 204;
      if (n === 3) res.statusCode = 304;
      if (n === 1) res.setHeader('content-length', 9);
      res.end();
    });
    const instance = create({ baseURL: server.url, validateStatus: null });
    expect(await instance.head('/')).toMatchObject({ status: 200, data: '' });
    expect((await instance.get('/')).status).toBe(204);
    expect((await instance.get('/')).status).toBe(304);
    expect((await instance.get('/')).data).toBe('');
    expect(server.connections).toBe(1);
  });

  test('early hints are not the answer', async () => {
    const server = await serve((_req, res) => {
      res.writeEarlyHints({ link: '</a.css>; rel=preload' });
      res.end('late');
    });
    expect((await create().get(server.url)).data).toBe('late');
  });

  test('maxContentLength: of a whole body, of a stream, and with chunks', async () => {
    const server = await serve((req, res) => {
      if (req.url === '/chunks') res.write('x'.repeat(50));
      res.end('x'.repeat(50));
    });
    const instance = create({ baseURL: server.url });
    expect((await instance.get('/', { maxContentLength: 50 })).data).toHaveLength(50);
    for (const url of ['/', '/chunks']) {
      const error = await rejection(instance.get(url, { maxContentLength: 49 }));
      expect(error).toMatchObject({
        code: 'ERR_BAD_RESPONSE',
        message: 'maxContentLength size of 49 exceeded',
      });
      const { data } = await instance.get(url, { maxContentLength: 49, responseType: 'stream' });
      expect((await rejection(text(data))).message).toBe('maxContentLength size of 49 exceeded');
    }
  });

  test('a large body, whole and as a stream that is read slowly', async () => {
    const body = 'x'.repeat(3_000_000);
    const server = await serve(reply(200, body));
    const instance = create({ baseURL: server.url, responseType: 'text' });
    expect((await instance.get('/')).data).toHaveLength(body.length);
    const { data } = await instance.get('/', { responseType: 'stream' });
    let length = 0;
    for await (const chunk of data) {
      length += chunk.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(length).toBe(body.length);
  });

  test('onDownloadProgress tells what has come, to the end', async () => {
    const server = await serve(reply(200, 'x'.repeat(300_000)));
    const events: any[] = [];
    await create().get(server.url, { onDownloadProgress: (event) => events.push(event) });
    await expect.poll(() => events.at(-1)?.loaded).toBe(300_000);
    expect(events.at(-1)).toMatchObject({
      total: 300_000,
      progress: 1,
      download: true,
      lengthComputable: true,
    });
    expect(events.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(300_000);
  });

  test('what was sent can be asked of the request', async () => {
    const server = await serve(json({}));
    const { request } = await create().post(`${server.url}/a?b=1`, { a: 1 }, { headers: { 'X-Own': 'yes' } });
    expect(request).toMatchObject({ method: 'POST', path: '/a?b=1', protocol: 'http:', host: '127.0.0.1' });
    expect(request.getHeader('x-own')).toBe('yes');
    expect(request.res.responseUrl).toBe(`${server.url}/a?b=1`);
  });
});
