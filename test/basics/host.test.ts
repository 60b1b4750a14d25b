import { expect, test } from 'vitest';
import { bareHost, bracketed } from '../../src/basics/host.js';

test.each([
  ['::1', '[::1]'],
  ['fe80::1', '[fe80::1]'],
])('of an address of IPv6, %s, a URL has brackets around it', (bare, inUrl) => {
  expect([bracketed(bare), bracketed(inUrl)]).toEqual([inUrl, inUrl]);
  expect([bareHost(bare), bareHost(inUrl)]).toEqual([bare, bare]);
});

test.each(['localhost', 'example.com', '127.0.0.1', ''])('%j is spelt alike', (host) => {
  expect([bracketed(host), bareHost(host)]).toEqual([host, host]);
});

test('only brackets around all of it are those of a URL', () => {
  for (const odd of ['[::1', '::1]', 'a[::1]', '[::1].']) expect(bareHost(odd)).toBe(odd);
});
