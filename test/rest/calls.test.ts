/** What a call may say, and what becomes of it. */
import { Readable } from 'node:stream';
import {
  AbortOn,
  Accept,
  ConfigError,
  constant,
  createClient,
  has,
  Reauthenticate,
  Retry,
  RetryOn,
  RetryPolicy,
  status,
} from 'holdfast';
import { type CallSettings, RestClient, type RestOptions } from 'holdfast/rest';
import { expect, onTestFinished, test } from 'vitest';
import { whilePolluted } from '../support/pollute.js';
import { json, reply, type Step, serve } from '../support/server.js';

class Api extends RestClient {
  override policy: RestOptions['policy'] = new RetryPolicy({ backoff: constant(0) });
}

async function apiFor(steps: Step | readonly Step[], options: RestOptions = {}, Class = Api) {
  const server = await serve(steps);
  const api = new Class({ baseURL: server.url, ...options });
  onTestFinished(() => api.close());
  return { server, api };
}

const OURS = RetryOn(status(503), { maxRetries: 2, backoff: constant(0) });

@AbortOn(status(418))
class WithAbort extends Api {}
@OURS
class WithRule extends Api {}
@Accept(has('id'))
class WithAccept extends Api {}
@Retry({ retryOn: status(503), backoff: constant(0) })
class WithRetry extends Api {}
@Reauthenticate({ on: status(503), with: () => {} })
class WithLogin extends Api {}

test.each([WithAbort, WithRule, WithAccept, WithRetry, WithLogin])(
  'a status that a call accepts is success, whatever else is decorated: %o',
  async (Class) => {
    const { server, api } = await apiFor(json('busy', 503), {}, Class);
    expect(await api.get('/health', { accept: [503] })).toBe('busy');
    expect(server.requests).toHaveLength(1);
    await expect(api.get('/health')).rejects.toThrow();
  },
);

test('and so it is inside a guarded method, whose own @Accept still has its say', async () => {
  class Health extends Api {
    @Retry({ backoff: constant(0) })
    state() {
      return this.get('/health', { accept: [503] });
    }
    @Retry({ backoff: constant(0) })
    @Accept(has('id'))
    strict() {
      return this.get('/health', { accept: [503] });
    }
  }
  const { server, api } = await apiFor(json('busy', 503), {}, Health);
  expect(await (api as Health).state()).toBe('busy');
  expect(server.requests).toHaveLength(1);
  await expect((api as Health).strict()).rejects.toThrow("not accepted: has('id')");
});

test.each<[unknown, CallSettings['headers'], string, string | undefined]>([
  [{ a: 1 }, {}, '{"a":1}', 'application/json'],
  [[1], {}, '[1]', 'application/json'],
  ['milk', {}, '"milk"', 'application/json'],
  [0, {}, '0', 'application/json'],
  [false, {}, 'false', 'application/json'],
  [null, {}, 'null', 'application/json'],
  ['a,b', { 'Content-Type': 'text/csv' }, 'a,b', 'text/csv'],
  ['{"a":1}', { 'content-type': 'application/json' }, '{"a":1}', 'application/json'],
  [{ a: 1 }, { 'content-type': 'application/merge-patch+json' }, '{"a":1}', 'application/merge-patch+json'],
  [Buffer.from('bytes'), {}, 'bytes', 'application/octet-stream'],
  [Readable.from(['stream']), {}, 'stream', 'application/octet-stream'],
  [new URLSearchParams({ a: '1' }), {}, 'a=1', 'application/x-www-form-urlencoded;charset=utf-8'],
  [undefined, {}, '', undefined],
])('the body %o with %o is sent as %s, %s', async (body, headers, text, type) => {
  const { server, api } = await apiFor(json(1));
  await api.post('/items', body, { headers });
  expect(server.requests[0]).toMatchObject({ body: text });
  expect(server.requests[0]?.headers['content-type']).toBe(type);
});

test.each<[string, unknown]>([
  ["headers': expected an object of names and values", { headers: [['a', 'b']] }],
  ["headers': expected an object of names and values", { headers: 'a: b' }],
  ["params': expected an object of names and values", { params: new URLSearchParams('a=1') }],
  ["params': expected an object of names and values", { params: new Map([['a', 1]]) }],
  ["params': expected an object of names and values", { params: 'a=1' }],
  ["accept': expected a list of statuses", { accept: 404 }],
  // Who says null means none, and would have sent the client's own.
  ["auth': expected a function such as bearer(...), or false for none, got", { auth: null }],
  ["auth': expected a function such as bearer(...), or false for none, got", { auth: 's3cret' }],
  ["responseType': expected 'json' or 'text'", { responseType: 'stream' }],
  ["idempotencyKey': expected text", { idempotencyKey: '' }],
  ["timeout': expected a duration", { timeout: '1 parsec' }],
])('nothing is sent where %s: %o', async (message, options) => {
  const { server, api } = await apiFor(json(1));
  const error = await api.post('/items', {}, options as never).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as Error).message).toContain(message);
  expect((error as Error).message).not.toContain('s3cret');
  expect(server.requests).toHaveLength(0);
});

test.each(['', ' ', 'A B', 'GET\n/', undefined, 7])(
  '%o is no method, and is sent nowhere',
  async (method) => {
    const { server, api } = await apiFor(json(1));
    await expect(api.request(method as string, '/items')).rejects.toThrow('expected a method such as GET');
    expect(server.requests).toHaveLength(0);
  },
);

test('methods can be limited, and are known in any case', async () => {
  class Events extends Api {
    override methods = ['post'];
  }
  const { server, api } = await apiFor(json(1), {}, Events);
  await api.request(' post ', '/events');
  await expect(api.get('/events')).rejects.toThrow('Events: GET /events: expected one of post, got "GET"');
  expect(server.requests.map(({ method }) => method)).toEqual(['POST']);
});

test.each(['user:s3cret', 'user', ':s3cret'])(
  'an address with the credential %s is refused: it would take the place of the own one',
  async (user) => {
    const { server, api } = await apiFor(json(1), { auth: () => ({ authorization: 'Bearer own' }) });
    const error = await api.get(server.url.replace('//', `//${user}@`)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).not.toContain('s3cret');
    expect(server.requests).toHaveLength(0);
  },
);

test.each<[string, object]>([
  ["headers': expected an object", { headers: 'a: b' }],
  ["methods': expected a list of methods", { methods: 'GET' }],
  ["requestIdHeaders': expected a list of names", { requestIdHeaders: 'x-id' }],
  ["brackets': expected true or false", { brackets: 'yes' }],
  ["paths': expected a list of paths", { paths: '/users' }],
  ["pagination': expected a strategy", { pagination: 'offset' }],
  ["client': expected options of createClient, or a client", { client: 7 }],
  ["auth': expected a function", { auth: 's3cret' }],
  // As text, it would be looked into for the origin.
  ["origins': expected a list of origins", { origins: 'https://api.example.com' }],
  ["origins': expected origins such as", { origins: ['https://api.example.com/path'] }],
])('a client is refused where %s: by its options and by its class', async (message, options) => {
  expect(() => new Api(options)).toThrow(message);
  const careless = Object.assign(new Api({ baseURL: 'http://127.0.0.1' }), options);
  await expect(careless.get('/')).rejects.toThrow(message);
});

test('a client that exists carries the requests, and stays open', async () => {
  const http = createClient({ headers: { common: { 'x-of-client': '1' } } });
  onTestFinished(() => http.close());
  const { server, api } = await apiFor(json(1), { client: http });
  expect(api.http).toBe(http);
  await api.get('/a');
  await api.close();
  await api.get('/b');
  expect(server.requests.map(({ headers }) => headers['x-of-client'])).toEqual(['1', '1']);
  expect(http.stats()).toMatchObject({ requests: 2, connectionsOpened: 1 });
});

test('nothing is read from a polluted prototype', async () => {
  const { server, api } = await apiFor([reply(503), json([1])], { auth: () => ({ 'x-key': 'own' }) });
  const hostile = {
    baseURL: 'http://evil.example',
    params: { evil: 1 },
    accept: [503],
    methods: ['NONE'],
    paths: 7,
    origins: ['http://evil.example'],
    responseType: 'text',
    idempotencyKey: 'evil',
    policy: false,
    pagination: 7,
    strategy: 7,
    items: () => ['evil'],
    resumeFrom: { url: 'http://evil.example' },
    maxPages: 0,
    body: 'evil',
    url: 'http://evil.example',
    response: 'evil',
    self: 'http://evil.example',
  };
  expect(await whilePolluted(hostile, () => api.get('/items'))).toEqual([1]);
  const pages = whilePolluted(hostile, () => api.iterate('/items', { params: { limit: 1 } }));
  expect(await whilePolluted(hostile, () => pages.toArray({ limit: 1 }))).toEqual([1]);
  expect(server.requests.map(({ url }) => url)).toEqual(['/items', '/items', '/items?offset=0&limit=1']);
  for (const { headers, body } of server.requests) {
    expect(headers['x-key']).toBe('own');
    expect([headers['x-evil'], headers['idempotency-key'], body]).toEqual([undefined, undefined, '']);
  }
});
