import { generate } from 'selfsigned';
import { expect, test } from 'vitest';
import { failureOf } from '../../../src/failure.js';
import { resilient } from '../../../src/policies/index.js';
import { json, type Step, serve } from '../../support/server.js';
import { rejection } from '../ambient.js';
import { clientFor } from './support.js';

const to =
  (location: string | (() => string), status = 302): Step =>
  (_req, res) =>
    res.writeHead(status, { location: typeof location === 'string' ? location : location() }).end();

const loop = to('/again');
const quickly = { maxRetries: 3, backoff: () => 1 };

test('a loop ends after 10 redirects, and no policy begins it anew', async () => {
  const server = await serve(loop);
  const client = clientFor({ baseURL: server.url });
  const error = await rejection(client.get('/'));
  expect([error.code, failureOf(error)]).toEqual(['ERR_FR_TOO_MANY_REDIRECTS', 'thrown']);
  expect(server.requests).toHaveLength(11);
  const guarded = resilient(quickly);
  expect((await rejection(guarded.call(() => client.get('/')))).code).toBe('ERR_FR_TOO_MANY_REDIRECTS');
  expect(server.requests).toHaveLength(22);
  const retrying = clientFor({ baseURL: server.url, retry: quickly });
  expect((await rejection(retrying.get('/'))).code).toBe('ERR_FR_TOO_MANY_REDIRECTS');
  expect(server.requests).toHaveLength(33);
});

test('a number that is given wins, for the client or for one request', async () => {
  const server = await serve(loop);
  const client = clientFor({ baseURL: server.url, maxRedirects: 2 });
  await rejection(client.get('/'));
  expect(server.requests).toHaveLength(3);
  await rejection(client.get('/', { maxRedirects: 12 }));
  expect(server.requests).toHaveLength(16);
  expect((await rejection(client.get('/', { maxRedirects: 0 }))).status).toBe(302);
  expect(server.requests).toHaveLength(17);
});

const SECRETS = {
  Authorization: 'Bearer s3cr3t',
  Cookie: 'sid=s3cr3t',
  'Proxy-Authorization': 'Basic s3cr3t',
  'X-Api-Key': 's3cr3t',
  'X-Auth-Token': 's3cr3t',
  'X-Tenant': 's3cr3t',
};
const PLAIN = { 'X-Trace': 'plain', 'Idempotency-Key': 'plain' };
const options = { headers: { ...SECRETS, ...PLAIN }, redact: ['x-tenant'] };

const secretsSent = ({ headers = {} }: { headers?: object } = {}) =>
  Object.entries(headers).filter(([, value]) => String(value).includes('s3cr3t'));

test.each([301, 302, 303, 307, 308])(
  'a redirect (%i) to another origin takes no secret along',
  async (status) => {
    const other = await serve(json({ other: true }));
    const own = await serve(to(`${other.url}/there`, status));
    const client = clientFor({ baseURL: own.url, ...options });
    for (const method of ['get', 'post'] as const) {
      await client({ method, url: '/items', ...(method === 'post' && { data: { a: 1 } }) });
      expect(secretsSent(own.requests.at(-1))).toHaveLength(6);
      expect(secretsSent(other.requests.at(-1))).toEqual([]);
      expect(other.requests.at(-1)?.headers).toMatchObject({
        'x-trace': 'plain',
        'idempotency-key': 'plain',
      });
    }
  },
);

test('neither do `auth`, what a request brings and what an interceptor adds', async () => {
  const other = await serve(json({}));
  const own = await serve(to(other.url));
  const client = clientFor({ baseURL: own.url, auth: { username: 'u', password: 's3cr3t' } });
  client.interceptors.request.use((config) => {
    config.headers.set('X-Session-Token', 's3cr3t');
    return config;
  });
  await client.get('/', { headers: { 'x-api-key': 's3cr3t' } });
  expect(own.requests[0]?.headers.authorization).toBe(`Basic ${btoa('u:s3cr3t')}`);
  expect(other.requests[0]?.headers.authorization).toBeUndefined();
  expect(secretsSent(other.requests[0])).toEqual([]);
});

test('within the origin everything is kept, and what is gone stays away', async () => {
  const other = await serve(to(() => `${own.url}/end`));
  const own = await serve([to('/next'), to(other.url), json({ end: true })]);
  const client = clientFor({ baseURL: own.url, ...options });
  expect((await client.get('/')).data).toEqual({ end: true });
  expect(own.requests.map((request) => secretsSent(request).length)).toEqual([6, 5, 0]);
  // Axios renews that one by itself.
  expect(own.requests[1]?.headers['proxy-authorization']).toBeUndefined();
});

test('another port or name of the same machine is another origin', async () => {
  const server = await serve([to(() => `http://localhost:${server.port}/`), json({})]);
  await clientFor({ baseURL: server.url, ...options }).get('/');
  expect(secretsSent(server.requests[1])).toEqual([]);
});

test('from https to http no secret goes, and back again neither', async () => {
  const names = [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }];
  const { private: key, cert } = await generate([], { keyType: 'ec', extensions: names } as never);
  const bare = await serve(to(() => `${safe.url}/end`));
  const safe = await serve([to(bare.url, 307), json({ end: true })], { key, cert });
  const { Agent } = await import('node:https');
  const httpsAgent = new Agent({ ca: cert });
  const client = clientFor({ baseURL: safe.url, httpsAgent, ...options });
  expect((await client.post('/', { a: 1 })).data).toEqual({ end: true });
  expect(
    [safe.requests[0], bare.requests[0], safe.requests[1]].map((each) => secretsSent(each).length),
  ).toEqual([6, 0, 0]);
  httpsAgent.destroy();
});

test.each([
  [301, 'post', 'GET', ''],
  [302, 'post', 'GET', ''],
  [303, 'post', 'GET', ''],
  [303, 'put', 'GET', ''],
  [307, 'post', 'POST', '{"a":1}'],
  [308, 'put', 'PUT', '{"a":1}'],
  [307, 'patch', 'PATCH', '{"a":1}'],
])('%i: a %s becomes %s with the body %j', async (status, method, expected, body) => {
  const server = await serve([to('/there', status), json({})]);
  await clientFor({ baseURL: server.url })({ method, url: '/', data: { a: 1 } });
  expect(server.requests[1]).toMatchObject({ method: expected, body });
});

test.each([
  'file:///etc/passwd',
  'data:text/plain,hi',
  'ftp://127.0.0.1/',
  'javascript:alert(1)',
  'http://[',
  '//:0',
])('a redirect to %s is an error that is not tried again', async (location) => {
  const server = await serve(to(location));
  const client = clientFor({ baseURL: server.url, retry: quickly });
  const error = await rejection(client.get('/'));
  expect([error.code, failureOf(error)]).toEqual(['ERR_FR_REDIRECTION_FAILURE', 'thrown']);
  expect(server.requests).toHaveLength(1);
});

test("a user's own hook is asked last, as ever", async () => {
  const other = await serve(json({}));
  const own = await serve(to(other.url));
  const seen: unknown[] = [];
  const client = clientFor({
    baseURL: own.url,
    ...options,
    beforeRedirect: (next, response, request) => {
      seen.push(next.href, response.statusCode, request.method);
      next.headers['X-Api-Key'] = 'for-the-other';
    },
  });
  const { config } = await client.get('/');
  expect(seen).toEqual([`${other.url}/`, 302, 'GET']);
  expect(other.requests[0]?.headers['x-api-key']).toBe('for-the-other');
  expect([config.maxRedirects, config.beforeRedirect]).toEqual([undefined, client.defaults.beforeRedirect]);
});

test('over fetch, which would take them along, a redirect is not followed where there are such secrets', async () => {
  const other = await serve(json({}));
  const own = await serve(to(other.url));
  const client = clientFor({ baseURL: own.url, adapter: 'fetch' });
  await client.get('/', { headers: { Authorization: 's3cr3t', Cookie: 's3cr3t' } });
  expect([other.requests.length, secretsSent(other.requests[0])]).toEqual([1, []]);
  expect((await rejection(client.get('/', { headers: { 'X-Api-Key': 's3cr3t' } }))).status).toBe(302);
  expect(other.requests).toHaveLength(1);
});
