/** `beforeRedirect` may change the whole request that follows, as with axios. All but headers and credentials was left as it was. */
import { expect, test } from 'vitest';
import { json, reply, type Step, serve } from '../support/server.js';
import { forAll } from '../undici/contestants.js';

const tell: Step = (req, res) => json([req.method, req.url, req.headers.host])(req, res, 1);
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
});
