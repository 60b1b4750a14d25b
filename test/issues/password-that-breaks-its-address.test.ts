/**
 * A password that holds `/`, `#` or a blank makes an address invalid, and so the error about the address came to quote it. So
 * did that about an address without its protocol.
 */
import { inspect } from 'node:util';
import { ConfigError, createClient } from 'holdfast';
import { expect, test } from 'vitest';
import { show } from '../../src/basics/show.js';

test.each([
  ['http://me:s3#cret@a.example', 'http://***@a.example'],
  ['http://me:s3/cret@a.example', 'http://***@a.example'],
  ['http://me:s3?cret@a.example', 'http://***@a.example'],
  ['http://me:s3 cret@a.exam ple', 'http://***@a.exam ple'],
  ['http://me:s3@cret@a.example:99999', 'http://***@a.example:99999'],
  ['http://me:12/34cret@a.example', 'http://***@a.example'],
  ['me:s3cret@a.example/api', '***@a.example/api'],
  ['me:s3//cret@a.example/api', '***@a.example/api'],
  ['http:/me:s3cret@a.example', '***@a.example'],
  ['http:\\\\me:s3cret@a.example', '***@a.example'],
  ['http://me:s3cret@a.example, http://you:s3cret@b.example', 'http://***@b.example'],
])('the password in %s is not shown', (address, shown) => {
  expect(show(address)).toBe(JSON.stringify(shown));
});

test.each(['http://me:s3#cret@a.example', 'http://me:s3/cret@a.example', 'http:///me:s3cret@a.exam ple'])(
  'no client that is refused for %s tells it',
  (address) => {
    for (const options of [{ baseURL: address }, { origins: [address] }]) {
      const refused = refusalOf(() => createClient(options));
      expect(refused).toBeInstanceOf(ConfigError);
      expect(inspect(refused, { depth: null, showHidden: true })).not.toContain('cret');
    }
  },
);

function refusalOf(make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    return error;
  }
}

test('a text of a megabyte is looked through once', () => {
  const before = process.cpuUsage();
  for (const text of [':', '//', '@', '://', 'a', 'a@'])
    expect(show(text.repeat(2 ** 20)).length).toBeLessThan(200);
  const { user, system } = process.cpuUsage(before);
  // Microseconds. A few milliseconds are enough.
  expect(user + system).toBeLessThan(5_000_000);
});
