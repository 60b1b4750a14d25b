import { readFileSync } from 'node:fs';
import axios from 'axios';
import { ConfigError } from 'holdfast';
import { expect, test } from 'vitest';
import { createClient } from '../../src/http/index.js';
import { AXIOS_OPTIONS } from '../../src/http/spelling.js';
import { serve } from '../support/server.js';

const file = (path: string) =>
  readFileSync(new URL(`../../node_modules/axios/${path}`, import.meta.url), 'utf8');

/** What the installed axios declares, merges, and has by default. */
function ofAxios(): string[] {
  const declared = /export interface AxiosRequestConfig<[^{]*\{\n([\s\S]*?)\n\}/.exec(
    file('index.d.ts'),
  )?.[1];
  const merged = /mergeMap = \{\n([\s\S]*?)\n *\}/.exec(file('lib/core/mergeConfig.js'))?.[1];
  const names = (text: string | undefined) =>
    [...(text ?? '').matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name!);
  expect(names(declared).length).toBeGreaterThan(40);
  expect(names(merged).length).toBeGreaterThan(25);
  return [...new Set([...names(declared), ...names(merged), ...Object.keys(axios.defaults)])];
}

const isTaken = (options: object) => {
  try {
    void createClient(options).close();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return false;
  }
};

test('every option of axios is known', () => {
  expect(ofAxios().filter((name) => !AXIOS_OPTIONS.includes(name))).toEqual([]);
  expect(ofAxios().filter((name) => !isTaken({ [name]: undefined }))).toEqual([]);
});

test.each([
  ['maxSockts', 'pool.maxSockets'],
  ['maxSockets', 'pool.maxSockets'],
  ['idleTimeout', 'pool.idleTimeout'],
  ['maxRetries', 'retry.maxRetries'],
  ['ca', 'tls.ca'],
  ['rejectUnauthorized', 'tls.rejectUnauthorized'],
  ['rejectUnauthorised', 'tls.rejectUnauthorized'],
  ['baseUrl', 'baseURL'],
  ['BASEURL', 'baseURL'],
  ['timeuot', 'timeout'],
  ['timeoutss', 'timeouts'],
  ['HttpsAgent', 'httpsAgent'],
  ['HttpAgent', 'httpAgent'],
  ['Timeouts', 'timeouts'],
  ['baseURI', 'baseURL'],
  ['param', 'params'],
  ['proxyy', 'proxy'],
  ['header', 'headers'],
  ['adaptor', 'adapter'],
  ['origin', 'origins'],
  ['Pool', 'pool'],
])("'%s' is told to be '%s'", (given, meant) => {
  const message = `createClient: unknown option '${given}' (3); did you mean '${meant}'? (if it is yours, give it another name)`;
  expect(() => createClient({ [given]: 3 })).toThrow(new ConfigError(message));
});

test('keys of interceptors and of other packages are left alone', () => {
  const theirs = [
    ...[
      '_retry',
      '__isRetryRequest',
      '_timeout',
      '$headers',
      'axios-retry',
      'raxConfig',
      'cache',
      'id',
      'jar',
      'key',
    ],
    ...[
      'metadata',
      'meta',
      'requestId',
      'skipAuthRefresh',
      'user',
      'path',
      'date',
      'body',
      'query',
      'retryCount',
    ],
    ...[
      'retries',
      'retryDelay',
      'responseTime',
      'compress',
      'tags',
      'token',
      'pools',
      'tts',
      'env2',
      'silent',
    ],
    // A letter that is not the one before it makes another word, as one less or another does of short ones.
    ...[
      'timeoutMs',
      'retry1',
      'proxy2',
      'methods',
      'signals',
      'adapters',
      'lookups',
      'react',
      'announced',
      'readers',
      'xretry',
      'retri',
    ],
  ];
  expect(theirs.filter((name) => !isTaken({ [name]: 3 }))).toEqual([]);
});

test('a key of an interceptor reaches it', async () => {
  const server = await serve((_, res) => res.end('{}'));
  const client = createClient({ baseURL: server.url, metadata: { team: 'a' } } as object);
  let seen: unknown;
  client.interceptors.request.use((config) => {
    seen = (config as { metadata?: unknown }).metadata;
    return config;
  });
  await client.get('/');
  await client.close();
  expect(seen).toEqual({ team: 'a' });
});

test.each(['5s', '1.5m', ' 250 ms'])("a timeout of '%s' is not taken for milliseconds", async (timeout) => {
  const message =
    "option 'timeout': expected milliseconds, as axios takes them (durations go into createClient's";
  expect(() => createClient({ timeout } as object)).toThrow(`createClient: ${message}`);
  const server = await serve((_, res) => res.end('{}'));
  const client = createClient({ baseURL: server.url });
  await expect(client.get('/a', { timeout } as object)).rejects.toThrow(`/a: ${message}`);
  client.defaults.timeout = timeout as never;
  await expect(client.get('/a')).rejects.toThrow(ConfigError);
  await client.close();
  expect(server.requests).toHaveLength(0);
});

test('a timeout in digits is what axios takes it for', async () => {
  const server = await serve((_, res) => res.end('{}'));
  const client = createClient({ baseURL: server.url, timeout: '5000' } as object);
  expect((await client.get('/')).status).toBe(200);
  await client.close();
});
