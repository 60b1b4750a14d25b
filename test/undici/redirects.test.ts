import { Readable } from 'node:stream';
import { BodyNotReplayableError } from 'holdfast';
import { expect, test } from 'vitest';
import { json, reply, type Step, serve, serveRaw } from '../support/server.js';
import { forAll, rejection } from './contestants.js';

const to =
  (location: string | (() => string), status = 302, body = ''): Step =>
  (_req, res) =>
    res.writeHead(status, { location: typeof location === 'string' ? location : location() }).end(body);

const SECRETS = { Authorization: 'Bearer s', Cookie: 'a=1', 'X-Own-Secret': 's', 'X-Plain': 'p' };

forAll(({ create, isOurs, isUndici }) => {
  test('a chain is followed, relative and absolute, to its end', async () => {
    const server = await serve([
      to('/b'),
      to('c?d=1#e'),
      to(() => `${server.url}/end#f`),
      json({ end: true }),
    ]);
    const response = await create({ baseURL: server.url }).get('/a');
    expect(response.data).toEqual({ end: true });
    expect(server.requests.map(({ url }) => url)).toEqual(['/a', '/b', '/c?d=1', '/end']);
    expect(response.request.path).toBe('/end');
    expect(response.request.res.responseUrl).toBe(`${server.url}/end#f`);
  });

  test.each([
    [301, 'post', 'GET'],
    [302, 'post', 'GET'],
    [303, 'post', 'GET'],
    [303, 'put', 'GET'],
    [303, 'head', 'HEAD'],
    [302, 'put', 'PUT'],
    [307, 'post', 'POST'],
    [308, 'patch', 'PATCH'],
    [301, 'head', 'HEAD'],
    [302, 'delete', 'DELETE'],
  ] as const)('%i after %s is a %s', async (status, method, next) => {
    const server = await serve([to('/b', status), reply(200)]);
    const data = method === 'head' ? {} : { data: { a: 1 } };
    await create({ baseURL: server.url }).request({ method, url: '/a', ...data });
    const [first, second] = server.requests;
    expect(second?.method).toBe(next);
    const keeps = next !== 'GET' && method !== 'head';
    expect(second?.body).toBe(keeps ? first?.body : '');
    expect(second?.headers['content-type']).toBe(keeps ? 'application/json' : undefined);
    expect(second?.headers['content-length']).toBe(keeps ? '7' : undefined);
  });

  test('a stream is sent once more', async () => {
    const server = await serve([to('/b', 307), reply(200)]);
    await create({ baseURL: server.url }).post('/a', Readable.from(['ab', 'c']));
    expect(server.requests.map(({ body }) => body)).toEqual(['abc', 'abc']);
  });

  test.runIf(isUndici)('one that has not all been sent yet, or was long, is not replayable', async () => {
    const early = await serveRaw((socket) =>
      socket.once('data', () =>
        socket.write('HTTP/1.1 307 There\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n'),
      ),
    );
    const endless = new Readable({ read() {} });
    endless.push('the first part');
    const error = await rejection(create({ baseURL: early.url }).post('/a', endless));
    expect(error).toBeInstanceOf(BodyNotReplayableError);
    expect(error.message).toMatch(
      /^POST http:\S+\/a: the 307 asks for the body once more, a stream that cannot/,
    );
    expect(error.config.url).toBe('/a');
    expect(endless.destroyed).toBe(true);
    const server = await serve([to('/b', 308), reply(200)]);
    const long = await rejection(
      create({ baseURL: server.url }).put('/a', Readable.from(new Array(20).fill(Buffer.alloc(100_000)))),
    );
    expect(long).toBeInstanceOf(BodyNotReplayableError);
    expect(server.requests).toHaveLength(1);
  });

  test('none with maxRedirects: 0, and too many are an error', async () => {
    const server = await serve(to('/again'));
    const instance = create({ baseURL: server.url });
    const none = await rejection(instance.get('/', { maxRedirects: 0 }));
    expect(none).toMatchObject({ status: 302, message: 'Request failed with status code 302' });
    expect(none.response.headers.location).toBe('/again');
    const error = await rejection(instance.get('/', { maxRedirects: 3 }));
    expect(error).toMatchObject({
      isAxiosError: true,
      code: 'ERR_FR_TOO_MANY_REDIRECTS',
      message: 'Maximum number of redirects exceeded',
    });
    expect(server.requests).toHaveLength(5);
  });

  test('null asks for as many as usual', async () => {
    const server = await serve([to('/b'), json({ there: true })]);
    const { data } = await create({ baseURL: server.url }).get('/', { maxRedirects: null } as object);
    expect(data).toEqual({ there: true });
  });

  test('without a Location it is an answer', async () => {
    const server = await serve(reply(302, 'nowhere'));
    expect((await create({ validateStatus: null }).get(server.url)).data).toBe('nowhere');
  });

  test('to another origin goes nothing that is secret', async () => {
    const other = await serve(json({}));
    const own = await serve(to(other.url));
    await create().get(own.url, { headers: SECRETS, ...({ sensitiveHeaders: ['X-Own-Secret'] } as object) });
    const {
      authorization,
      cookie,
      'x-own-secret': secret,
      'x-plain': plain,
      host,
    } = other.requests[0]?.headers ?? {};
    expect([authorization, cookie, secret, plain]).toEqual([undefined, undefined, undefined, 'p']);
    expect(host).toBe(`127.0.0.1:${other.port}`);
  });

  test('sensitiveHeaders that are no list of names are refused before anything is sent, and null is none', async () => {
    const server = await serve([to('/b'), json({ there: true })]);
    const instance = create({ baseURL: server.url });
    for (const sensitiveHeaders of ['x-own', [1]]) {
      const error = await rejection(instance.get('/a', { sensitiveHeaders } as object));
      expect(error).toMatchObject({ isAxiosError: true, code: 'ERR_BAD_OPTION_VALUE' });
    }
    expect(server.requests).toEqual([]);
    const { data } = await instance.get('/a', { sensitiveHeaders: null } as object);
    expect(data).toEqual({ there: true });
  });

  test('within the origin everything stays, `auth` too', async () => {
    const server = await serve([to('/b'), json({})]);
    await create({ baseURL: server.url }).get('/a', {
      headers: { 'X-Own-Secret': 's' },
      auth: { username: 'u', password: 'p' },
    });
    expect(server.requests[1]?.headers).toMatchObject({
      'x-own-secret': 's',
      authorization: `Basic ${btoa('u:p')}`,
    });
  });

  test('beforeRedirect sees it, may change the headers, and may refuse', async () => {
    const server = await serve([to('/b?x=1'), json({}), to('/b?x=1')]);
    const instance = create({ baseURL: server.url });
    const seen: any[] = [];
    await instance.get('/a', {
      beforeRedirect: (options, response, request) => {
        seen.push({ ...options }, response, request);
        options.headers['X-Added'] = 'yes';
      },
    });
    expect(seen[0]).toMatchObject({
      href: `${server.url}/b?x=1`,
      path: '/b?x=1',
      hostname: '127.0.0.1',
      protocol: 'http:',
      method: 'GET',
    });
    expect(seen[1]).toMatchObject({ statusCode: 302, headers: { location: '/b?x=1' } });
    expect(seen[2]).toMatchObject({ url: `${server.url}/a`, method: 'GET' });
    expect(server.requests[1]?.headers['x-added']).toBe('yes');
    const error = await rejection(
      instance.get('/a', {
        beforeRedirect: () => {
          throw new Error('not there');
        },
      }),
    );
    expect(error).toMatchObject({
      isAxiosError: true,
      code: 'ERR_FR_REDIRECTION_FAILURE',
      message: 'Redirected request failed: not there',
    });
    expect(server.requests).toHaveLength(3);
  });

  test('elsewhere than into the web it does not go', async () => {
    const server = await serve(to('ftp://127.0.0.1/'));
    const error = await rejection(create().get(server.url));
    expect(error).toMatchObject({ isAxiosError: true, code: 'ERR_FR_REDIRECTION_FAILURE' });
    expect(error.message).toContain('Unsupported protocol ftp:');
  });

  test('what stands beside the Location is not waited for, whatever its length', async () => {
    const never: Step = (_req, res) => res.writeHead(302, { location: '/b' }).write('a beginning');
    const server = await serve([
      never,
      reply(200, 'there'),
      to('/b', 302, 'x'.repeat(100_000)),
      reply(200, 'too'),
    ]);
    const instance = create({ baseURL: server.url });
    expect((await instance.get('/a')).data).toBe('there');
    expect((await instance.get('/a')).data).toBe('too');
  });

  test('a short redirect costs no connection (with axios it does)', async () => {
    const server = await serve([to('/b', 302, 'moved'), json({})]);
    const short: Step = (_req, res) =>
      res.writeHead(302, { location: '/b', 'content-length': 5 }).end('moved');
    const kept = await serve([short, json({})]);
    await create().get(server.url);
    await create().get(kept.url);
    expect(kept.connections).toBe(isOurs ? 1 : 2);
  });
});
