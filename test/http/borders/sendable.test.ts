import { expect, test } from 'vitest';
import { ConfigError } from '../../../src/errors.js';
import { json, serve } from '../../support/server.js';
import { newAttempt, rejection, within } from '../ambient.js';
import { clientFor } from './support.js';

const values = ['a\r\nX-Evil: 1', 'a\nb', 'a\rb', 'a\0b', 'token\n', '\u007f', 'a€', ['fine', 'not\nfine']];

test.each(values)('a header %j is refused before anything is sent, and not changed', async (value) => {
  const server = await serve(json({}));
  const client = clientFor({ baseURL: server.url });
  const headers = { 'X-Key': value } as Record<string, string>;
  const config = { headers };
  const errors = await Promise.all([
    rejection(client.get('/items', config)),
    rejection(client.post('/items', {}, config)),
    rejection(client.postForm('/items', {}, config)),
    rejection(client.request({ url: '/items', ...config })),
    rejection(client({ url: '/items', ...config })),
    rejection(client('/items', config)),
    rejection(client.create().get('/items', config)),
  ]);
  for (const error of errors) {
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(
      /^(GET|POST) .*\/?items: the value of 'X-Key' has the character U\+\w+ at position \d+, which no header can carry$/,
    );
  }
  expect(() => clientFor({ headers })).toThrow("createClient: option 'headers': the value of 'X-Key' has");
  client.defaults.headers.common['X-Key'] = value as string;
  expect(await rejection(client.get('/items'))).toBeInstanceOf(ConfigError);
  expect(server.connections).toBe(0);
});

test('also what an interceptor puts in, and what stands in the defaults of one method', async () => {
  const server = await serve(json({}));
  const client = clientFor({ baseURL: server.url, headers: { post: { 'X-Only': 'fine' } } });
  client.interceptors.request.use((config) => {
    config.headers.Authorization = 'Bearer s3cr3t\n';
    return config;
  });
  const error = await rejection(client.get('/items'));
  expect(error.message).toContain("the value of 'Authorization' has the character U+000A at position 13");
  expect(error.stack).not.toContain('s3cr3t');
  expect(() => clientFor({ headers: { post: { 'X-Only': 'a\nb' } } })).toThrow(ConfigError);
  expect(server.connections).toBe(0);
});

test('and the key of an idempotent call', async () => {
  const server = await serve(json({}));
  const client = clientFor({ baseURL: server.url });
  const attempt = newAttempt({ idempotency: { header: 'Idempotency-Key', key: () => 'a\nb' } });
  const { message } = await rejection(within(attempt, () => client.post('/', {})));
  expect(message).toContain("the value of 'Idempotency-Key' has the character U+000A at position 1");
  expect(server.connections).toBe(0);
});

test.each(['X-A\r\nX-Evil', 'X-A\n', 'X A', 'X:A', 'X-\0', 'X-ü'])('nor is %j a name', async (name) => {
  const server = await serve(json({}));
  const { message } = await rejection(
    clientFor({ baseURL: server.url }).get('/', { headers: { [name]: '1' } }),
  );
  expect(message).toContain(`${JSON.stringify(name)} is no name for a header`);
  expect(message).not.toContain('\n');
  expect(server.connections).toBe(0);
});

test('what can be sent arrives as it is', async () => {
  const server = await serve(json({}));
  const client = clientFor({ baseURL: server.url, headers: { 'X-Default': 'a\tb', Accept: null } });
  const headers = {
    'X-A': 'naïve',
    'X-B': ['1', '2'],
    'X-C': 7,
    'X-D': true,
    'X-E': undefined,
    'X-F': false,
  };
  await client.get('/', { headers: headers as never });
  await client.get('/', { headers: new Headers({ 'X-A': 'b' }) as never });
  expect(server.requests[0]?.headers).toMatchObject({
    'x-default': 'a\tb',
    'x-a': 'naïve',
    'x-b': '1, 2',
    'x-c': '7',
    'x-d': 'true',
  });
  expect(Object.keys(server.requests[0]?.headers ?? {})).not.toContain('x-e');
  expect(server.requests[1]?.headers['x-a']).toBe('b');
});

test.each(['/a\r\nX-Evil: 1', '/a\nb', '\n/a', '/a\0b', '/a\tb', 'http://127.0.0.1:1/a\rb'])(
  'an address %j is refused',
  async (url) => {
    const server = await serve(json({}));
    const client = clientFor({ baseURL: server.url });
    const error = await rejection(client.get(url));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(
      /: the address has the character U\+00\w\w at position \d+, which no URL can carry$/,
    );
    expect(error.message).not.toMatch(/\p{Cc}/u);
    expect(await rejection(client.get('/', { baseURL: `${server.url}\n` }))).toBeInstanceOf(ConfigError);
    expect(() => clientFor({ baseURL: `${server.url}\n` })).toThrow("option 'baseURL': the address has");
    expect(server.connections).toBe(0);
  },
);

test('parameters are encoded, whatever is in them; what a serializer of its own makes is checked by Node', async () => {
  const server = await serve(json({}));
  const client = clientFor({ baseURL: server.url });
  await client.get('/', { params: { q: 'a\r\nX-Evil: 1' } });
  expect(server.requests[0]?.url).toBe('/?q=a%0D%0AX-Evil:+1');
  const error = await rejection(
    client.get('/', { params: { q: 1 }, paramsSerializer: () => 'q=a\r\nX-Evil: 1' }),
  );
  expect(error.code).toBe('ERR_UNESCAPED_CHARACTERS');
  expect(server.requests).toHaveLength(1);
});
