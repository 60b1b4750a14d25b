/**
 * The value of a cookie was taken to begin after its last `=`, and one of base64 often ends with it; that of a Digest kept its
 * quotes and its comma. So a message that told the bare value was printed.
 */
import { expect, test } from 'vitest';
import { protect } from '../../src/telemetry/redact.js';

const DIGEST = 'Digest username="ann", realm="a b", nonce="n0nce7", uri="/todos", qop=auth, nc=00000001';

const printed = (message: string, headers: Record<string, string>): string =>
  protect(Object.assign(new Error(message), { config: { headers } })).message;

test.each([
  ['YWJjZGVmZw==', 'a=1234567; sid=YWJjZGVmZw=='],
  ['YWJjZGVmZw==', 'sid=YWJjZGVmZw=='],
  ['YWJjZGVmZw==', 'a=1234567;sid=YWJjZGVmZw==;b=1'],
  ['YWJjZGVmZw==', 'sid="YWJjZGVmZw=="; b=1'],
  ['user=ann&n=7', 'a=1; sid=user=ann&n=7'],
  ['a,b,c', 'sid=a,b,c; a=1'],
  ['a,b,c', 'sid="a,b,c"; a=1'],
])('%s is not told of the cookie %s', (value, cookie) => {
  expect(printed(`no session ${value} here`, { cookie })).toBe('no session *** here');
});

test.each([
  ['6629fae4', `${DIGEST}, response="6629fae4"`],
  ['6629fae4', `${DIGEST}, response="6629fae4", opaque="x"`],
  ['6629fae4', `${DIGEST.replaceAll(', ', ',')},response="6629fae4",opaque="x"`],
  ['6629fae4', `${DIGEST},response=6629fae4`],
  ['n0nce7', `${DIGEST}, response="6629fae4"`],
  ['fe5f80f7', 'AWS4-HMAC-SHA256 Credential=AK/20261126,SignedHeaders=host,Signature=fe5f80f7'],
])('%s is not told of %s', (value, authorization) => {
  expect(printed(`no ${value} here`, { authorization })).toBe('no *** here');
});

test('words and addresses of a Digest are', () => {
  const message = 'authentication failed for /todos';
  expect(printed(message, { authorization: `${DIGEST}, response="6629fae4"` })).toBe(message);
});
