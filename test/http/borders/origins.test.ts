import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { ConfigError, HoldfastError } from '../../../src/errors.js';
import { failureOf } from '../../../src/failure.js';
import { resilient } from '../../../src/policies/index.js';
import { json, serve } from '../../support/server.js';
import { rejection } from '../ambient.js';
import { clientFor } from './support.js';

const headers = { Authorization: 'Bearer s3cr3t' };

/** A client of one server, and another server that must not be called. */
async function setUp(options = {}) {
  const own = await serve(json({ own: true }));
  const other = await serve(json({ other: true }));
  return { own, other, client: clientFor({ baseURL: own.url, headers, ...options }) };
}

test('another origin is refused before anything is sent, and the error says how to allow it', async () => {
  const { own, other, client } = await setUp();
  const error = await rejection(client.get(`${other.url}/items?token=s3cr3t`));
  expect(error).toBeInstanceOf(ConfigError);
  expect(HoldfastError.is(error)).toBe(true);
  expect(error.message).toBe(
    `GET ${other.url}/items: ${other.url} is not an origin of this client (${own.url}), and could see its credentials; ` +
      "createClient's option 'origins' allows others",
  );
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('s3cr3t');
  expect(failureOf(error)).toBe('thrown');
  expect([own.connections, other.connections, client.stats().requests]).toEqual([0, 0, 0]);
});

test('its own origin may be written out, and the option allows others', async () => {
  const { own, other, client } = await setUp();
  expect((await client.get(`${own.url}/items`)).data).toEqual({ own: true });
  expect((await client.get(`${own.url.replace('http:', 'HTTP:')}/items`)).data).toEqual({ own: true });
  expect((await client.get('/items')).data).toEqual({ own: true });
  const allowing = clientFor({
    baseURL: own.url,
    headers,
    origins: [other.url, 'https://api.example.com:443/'],
  });
  expect((await allowing.get(`${other.url}/items`)).data).toEqual({ other: true });
  expect(other.requests[0]?.headers.authorization).toBe('Bearer s3cr3t');
  const { message } = await rejection(allowing.get('https://third.example.com/'));
  expect(message).toContain(`(${own.url}, ${other.url}, https://api.example.com)`);
});

const OWN = 'https://api.example.com/v1';

test.each([
  'https://api.example.com.evil.com/',
  'https://api.example.comevil.com/',
  'http://api.example.com/',
  'https://api.example.com:8443/',
  'https://api.example.com./',
  'https://api.example.com@evil.com/',
  'https://api.example.com:443@evil.com/',
  'https://evil.com\\@api.example.com/',
  'https://evil.com#@api.example.com/',
  'https://evil.com?@api.example.com/',
  'HTTPS://EVIL.com/',
  '//evil.com/',
  '//api.example.com/',
  'https:\\\\evil.com/',
  'https:/evil.com/',
  'https:evil.com/',
  'wss://api.example.com/',
  'ftp://api.example.com/',
  'file:///etc/passwd',
  'https://api.example.com\t.evil.com/',
  'https://api.example.com:99999/',
])('%j is none of the origins of %j', async (url) => {
  const sent: unknown[] = [];
  const client = clientFor({ baseURL: OWN, headers, adapter: async (config) => sent.push(config) as never });
  for (const request of [() => client.get(url), () => client.post(url, {}), () => client({ url })]) {
    expect(await rejection(request())).toBeInstanceOf(ConfigError);
  }
  expect(sent).toEqual([]);
});

test.each([
  ['https://api.example.com/x', 'https://api.example.com/x'],
  ['HTTPS://API.Example.COM:443/x', 'https://api.example.com/x'],
  ['https://user:pw@api.example.com/x', 'https://user:pw@api.example.com/x'],
  ['\\\\evil.com/x', 'https://api.example.com/v1///evil.com/x'],
  ['/\\evil.com', 'https://api.example.com/v1//evil.com'],
  ['@evil.com', 'https://api.example.com/v1/@evil.com'],
  ['.evil.com', 'https://api.example.com/v1/.evil.com'],
  [' https://evil.com', 'https://api.example.com/v1/%20https://evil.com'],
  ['javascript:alert(1)', 'https://api.example.com/v1/javascript:alert(1)'],
])('%j stays at home', async (url, where) => {
  const client = clientFor({
    baseURL: OWN,
    adapter: async (config) => ({
      data: client.getUri(config),
      status: 200,
      statusText: '',
      headers: {},
      config,
    }),
  });
  const { data } = await client.get(url);
  expect(new URL(data).href).toBe(where);
});

test('what interceptors and requests change is looked at, too', async () => {
  const { other, client } = await setUp();
  expect(await rejection(client.get('/', { baseURL: other.url }))).toBeInstanceOf(ConfigError);
  client.interceptors.request.use((config) => ({ ...config, url: `${other.url}/x` }) as typeof config);
  expect(await rejection(client.get('/'))).toBeInstanceOf(ConfigError);
  const inNewOrder = { transitional: { legacyInterceptorReqResOrdering: false } };
  expect(await rejection(client.get('/', inNewOrder))).toBeInstanceOf(ConfigError);
  expect(other.requests).toEqual([]);
});

test('no rule sends it again, in a guarded method or outside', async () => {
  const always = { maxRetries: 3, retryOn: () => true, backoff: () => 0 };
  const { other, client } = await setUp({ retry: always });
  let calls = 0;
  const guarded = resilient(always).call(() => {
    calls += 1;
    return client.get(other.url);
  });
  expect(await rejection(guarded)).toBeInstanceOf(ConfigError);
  expect(calls).toBe(1);
  expect(await rejection(client.get(other.url))).toBeInstanceOf(ConfigError);
  expect(other.connections).toBe(0);
});

test('without a baseURL there is no own origin, unless origins are named', async () => {
  const server = await serve(json({}));
  await clientFor().get(server.url);
  await clientFor({ headers }).get(server.url);
  expect(await rejection(clientFor({ origins: [] }).get(server.url))).toBeInstanceOf(ConfigError);
  await clientFor({ origins: [server.url] }).get(server.url);
  expect(await rejection(clientFor({ origins: [server.url] }).get('/items'))).toBeInstanceOf(ConfigError);
});

test('the owner may set the baseURL later, and an instance made from the client has its own', async () => {
  const { own, other, client } = await setUp();
  const child = client.create({ baseURL: other.url });
  expect((await child.get('/')).data).toEqual({ other: true });
  expect(await rejection(child.get(own.url))).toBeInstanceOf(ConfigError);
  expect((await client.create().get('/')).data).toEqual({ own: true });
  expect(await rejection(client.create().get(other.url))).toBeInstanceOf(ConfigError);
  client.defaults.baseURL = other.url;
  expect((await client.get('/')).data).toEqual({ other: true });
  expect(client.stats().requests).toBe(3);
});

test.each(['file:///etc/passwd', 'data:text/plain,hi', 'ftp://127.0.0.1/x', 'blob:x', 'ws://127.0.0.1/'])(
  '%s is refused by any client',
  async (url) => {
    const { message } = await rejection(clientFor().get(url));
    expect(message).toMatch(/: only http: and https: can be called, not "\w+:"$/);
  },
);

test.each([
  [
    { origins: 'https://a.example.com' },
    `'origins': expected a list of origins, got "https://a.example.com"`,
  ],
  [
    { origins: ['a.example.com'] },
    `'origins': expected origins such as 'https://api.example.com', got "a.example`,
  ],
  [{ origins: ['https://a.example.com/v1'] }, "'origins': expected origins such as"],
  [
    { origins: ['https://u:p@a.example.com'] },
    `'origins': expected origins such as 'https://api.example.com', got "https://***@a.example.com"`,
  ],
  [{ origins: ['https://*.example.com'] }, "'origins': expected origins such as"],
  [{ origins: ['*'] }, "'origins': expected origins such as"],
  [{ origins: [7] }, "'origins': expected origins such as 'https://api.example.com', got 7"],
  [{ baseURL: 'localhost:3000' }, `'baseURL': expected an http: or https: URL, got "localhost:3000"`],
  [{ baseURL: '/v1' }, `'baseURL': expected an http: or https: URL, got "/v1"`],
  [
    { baseURL: new URL('https://a.example.com') },
    "'baseURL': expected an http: or https: URL, got an object of",
  ],
])('%j is no option', (options, message) => {
  expect(() => clientFor(options as never)).toThrow(ConfigError);
  expect(() => clientFor(options as never)).toThrow(`createClient: option ${message}`);
});
