/**
 * A server may answer with a long cookie or a long text, and users may give a long address. To look for credentials in them
 * took a time that grew with the square of their length: a second for 16 kB, an hour for a megabyte.
 */
import { expect, test } from 'vitest';
import { protect } from '../../src/telemetry/redact.js';

const failed = (config: object) => Object.assign(new Error('failed'), { config: { headers: {}, ...config } });
const LONG = 2 ** 20;

test.each([
  ['a cookie without a name', () => failed({ headers: { cookie: 'a'.repeat(LONG) } })],
  ['a cookie of blanks', () => failed({ headers: { cookie: `a${' '.repeat(LONG)}b` } })],
  ['a cookie of commas', () => failed({ headers: { cookie: `a=${','.repeat(LONG)}b` } })],
  ['a cookie of names', () => failed({ headers: { cookie: ' a='.repeat(LONG / 4) } })],
  ['a cookie of quotes', () => failed({ headers: { cookie: `a${'"'.repeat(LONG)}b` } })],
  ['a cookie of padding', () => failed({ headers: { cookie: `a${'='.repeat(LONG)}b` } })],
  ['a Digest of names', () => failed({ headers: { authorization: `Digest ${'qop="'.repeat(LONG / 4)}` } })],
  ['a token', () => failed({ headers: { authorization: `Bearer ${'a'.repeat(LONG)}` } })],
  ['the name of a host', () => failed({ url: `http://${'a'.repeat(LONG)}/` })],
  ['a message that looks like that of a parser', () => new Error('Unexpected token a, "'.repeat(LONG / 16))],
])('%s of a megabyte is looked through once', (_, error) => {
  const before = process.cpuUsage();
  protect(error());
  const { user, system } = process.cpuUsage(before);
  // Microseconds. A few milliseconds are enough.
  expect(user + system).toBeLessThan(5_000_000);
});
