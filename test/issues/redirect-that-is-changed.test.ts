/**
 * `beforeRedirect` may change the whole request that follows, as with axios. All but headers and credentials was left as it
 * was; then a port that was taken away became `127.0.0.1undefined`, `::1` was no host, and the next redirect, if it was
 * relative, forgot the path.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { json, reply, type Step, serve } from '../support/server.js';
import { forAll, rejection } from '../undici/contestants.js';

const tell: Step = (req, res) => json([req.method, req.url, req.headers.host])(req, res, 1);
const to = (location: string) => reply(302, '', { location });
const toOld = reply(302, '', { location: '/old?a=1' });

forAll(({ create }) => {
  test('what is asked for, and how', async () => {
    const server = await serve([toOld, tell]);
    const { data } = await create().get(server.url, {
      beforeRedirect: (options) => Object.assign(options, { path: '/new?b=2', method: 'OPTIONS' }),
    });
    expect(data).toEqual(['OPTIONS', '/new?b=2', `127.0.0.1:${server.port}`]);
  });

  test('and of whom', async () => {
    const [server, other] = [await serve(toOld), await serve(tell)];
    const { data } = await create().get(server.url, {
      beforeRedirect: (options) => Object.assign(options, { hostname: 'localhost', port: other.port }),
    });
    expect(data).toEqual(['GET', '/old?a=1', `localhost:${other.port}`]);
    expect(server.requests).toHaveLength(1);
  });

  test('and what is relative to that', async () => {
    const [server, other] = [await serve(to('/a/b/c')), await serve([to('d'), tell])];
    const { data } = await create().get(server.url, {
      beforeRedirect: (options) => Object.assign(options, { port: other.port }),
    });
    expect(data).toEqual(['GET', '/a/b/d', `127.0.0.1:${other.port}`]);
  });

  test('an address of version 6 is given and taken without brackets, and a port as a number', async () => {
    const seen: unknown[] = [];
    const home = createServer((req, res) => {
      const isAsked = req.url === '/old?a=1';
      res.writeHead(isAsked ? 302 : 200, isAsked ? { location: 'new' } : {}).end(req.url);
    });
    await new Promise<void>((resolve) => home.listen(0, '::1', resolve));
    onTestFinished(() => void home.close());
    const { port } = home.address() as AddressInfo;
    const server = await serve(toOld);
    const { data } = await create().get(server.url, {
      beforeRedirect: (options) => {
        seen.push(options.hostname, options.port);
        if (seen.length === 2) Object.assign(options, { hostname: '::1', port });
      },
    });
    expect(data).toBe('/new');
    expect(seen).toEqual(['127.0.0.1', server.port, '::1', port]);
  });

  test.each([undefined, null, ''])('without a port (%j) it is the usual one', async (port) => {
    const server = await serve(toOld);
    const asked = create().get(server.url, {
      // Nobody listens at port 80 of this one.
      beforeRedirect: (options) => Object.assign(options, { hostname: '127.9.9.9', port }),
    });
    expect((await rejection(asked)).message).toContain('ECONNREFUSED 127.9.9.9:80');
  });

  test('a relative one is so to the path that was asked for, below a `baseURL` too', async () => {
    const server = await serve([to('c'), tell]);
    const { data } = await create({ baseURL: `${server.url}/v1` }).get('/a/b?n=1');
    expect(data[1]).toBe('/v1/a/c');
  });
});
