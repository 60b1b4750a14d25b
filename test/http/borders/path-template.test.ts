import { expect, test } from 'vitest';
import { ConfigError } from '../../../src/errors.js';
import { path } from '../../../src/http/index.js';
import { json, serve } from '../../support/server.js';
import { clientFor } from './support.js';

const hostile = [
  '../../admin',
  '//evil.com',
  'a@evil.com',
  'x?y=1',
  'a#b',
  'a%2Fb',
  '%2e%2e',
  '..%2f..',
  '\\..\\..',
  'a;b=c',
  'a b',
  ' ',
  'a\r\nX-Evil: 1',
  'nul\0byte',
  '...',
  '.a',
  'ünï/cödé 💥',
  '\u2028',
  'https://evil.com',
  '{}',
  '"<>^`|',
];

test.each(hostile)('%j is one segment, for URL parsers and on the wire', async (value) => {
  const made = path`/items/${value}/end`;
  const url = new URL(`https://api.example.com${made}`);
  expect(url.origin).toBe('https://api.example.com');
  expect([url.search, url.hash]).toEqual(['', '']);
  const segments = url.pathname.split('/');
  expect(segments).toHaveLength(4);
  expect(decodeURIComponent(segments[2] ?? '')).toBe(value);
  const server = await serve(json({}));
  await clientFor({ baseURL: `${server.url}/v1` }).get(made);
  expect(server.requests[0]?.url).toBe(`/v1${made}`);
});

test('numbers, booleans, several values, values within a segment', () => {
  expect(path`/a/${7}/b/${true}/c/${10n ** 20n}/d/${-0.5}`).toBe(
    '/a/7/b/true/c/100000000000000000000/d/-0.5',
  );
  expect(path`/users/user-${'a/b'}.json`).toBe('/users/user-a%2Fb.json');
  expect(path`${'a'}${'b'}`).toBe('ab');
  expect(path`/plain`).toBe('/plain');
});

test.each([
  '',
  '.',
  '..',
  null,
  undefined,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  {},
  [],
  ['a'],
  Symbol('s'),
  () => 'a',
])('%s is refused', (value) => {
  expect(() => path`/a/${1}/b/${value as never}/c`).toThrow(ConfigError);
  expect(() => path`/a/${1}/b/${value as never}/c`).toThrow(
    'path: value 2 of `/a/{}/b/{}/c`: expected something that can be a path segment, got ',
  );
});

test('half of a surrogate pair, and a call that is no template', () => {
  expect(() => path`/a/${'\ud800'}`).toThrow('path: value 1 of `/a/{}`: expected well-formed text');
  expect(() => path('/a' as never)).toThrow(ConfigError);
});
