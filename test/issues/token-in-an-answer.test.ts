/** The error of a REST client quotes the answer, and with it a token that the server had just given. */
import { inspect } from 'node:util';
import { RestClient, ServerHttpError } from 'holdfast/rest';
import { expect, onTestFinished, test } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { json, reply, type Step, serve } from '../support/server.js';

/** The error of a login that is answered so. */
async function refusedBy(step: Step) {
  const server = await serve(step);
  const api = new RestClient({ baseURL: server.url });
  onTestFinished(() => api.close());
  return failureOf(api.post('/login', {}));
}

test('a quoted answer tells no credential, but all else', async () => {
  const answer = { error: { code: 'E_LIMIT', status_code: 'LATE' }, session: { token: 'just-given' }, n: 1 };
  const error = await refusedBy(json(answer, 501));
  expect(error).toBeInstanceOf(ServerHttpError);
  expect(error.message).toContain(
    '{"error":{"code":"E_LIMIT","status_code":"LATE"},"session":{"token":"***"},"n":1}',
  );
  expect(error.response.data, 'code may read it').toEqual(answer);
  expect(inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error)).not.toContain(
    'just-given',
  );
});

test.each<[string, object, string]>([
  ['lists', { tokens: ['abcdef', ['ghijkl']] }, '{"tokens":["***",["***"]]}'],
  ['objects in lists', { tokens: [{ n: 1, token: 'abcdef' }] }, '{"tokens":[{"n":"***","token":"***"}]}'],
  ['objects', { tokens: { a: 'abcdef' }, a: 'b' }, '{"tokens":{"a":"***"},"a":"b"}'],
  [
    'both, however deep',
    {
      n: [{ session: { ids: [1, ['abcdef', { of: { me: 'ghijkl' } }]], open: true } }, { a: 'b' }],
      c: ['d'],
    },
    '{"n":[{"session":{"ids":["***",["***",{"of":{"me":"***"}}]],"open":true}},{"a":"b"}],"c":["d"]}',
  ],
  ['what is empty', { tokens: {}, keys: [], a: 1, token: '' }, '{"tokens":{},"keys":[],"a":1,"token":"***"}'],
  ['what has quotes in it', { token: 'ab"cd\\', a: 'b"c' }, '{"token":"***","a":"b\\"c"}'],
  [
    'addresses',
    { url: 'https://me:abcdef@a.example/?token=ghijkl' },
    '{"url":"https://***@a.example/?token=***"}',
  ],
  ['numbers', { token: 123_456, sid: 7 }, '{"token":"***","sid":"***"}'],
  [
    'codes that let somebody in',
    { authorization_code: 'abcdef', passcode: 'ghijkl' },
    '{"authorization_code":"***","passcode":"***"}',
  ],
])('of %s too', async (_, answer, quoted) => {
  expect((await refusedBy(json(answer, 501))).body).toBe(quoted);
});

test('what only tells what went wrong is quoted as it came', async () => {
  const answer = {
    code: 7,
    error_code: 'A',
    'reason-code': 'B',
    statusCode: 501,
    token: null,
    authorized: false,
  };
  expect((await refusedBy(json(answer, 501))).body).toBe(JSON.stringify(answer));
});

test.each([
  ['access_token=abcdef&n=1&code=ghijkl', 'access_token=***&n=1&code=***'],
  ['n=1&access_token=abcdef', 'n=1&access_token=***'],
  ['try /login?token=abcdef again', 'try /login?token=*** again'],
  ['no token=here, for it is no form', 'no token=here, for it is no form'],
])('a form tells none either: %s', async (text, quoted) => {
  const error = await refusedBy(reply(501, text, { 'content-type': 'application/x-www-form-urlencoded' }));
  expect(error.body).toBe(quoted);
  expect(error.response.data, 'code may read it').toBe(text);
});

test.each([
  ['{"n":1,"token":"abcdef","b":', '{"n":1,"token":"***","b":'],
  ['{"n":1,"token":"abcd', '{"n":1,"token":"***"'],
  ['{"n":1,"token":12345', '{"n":1,"token":"***"'],
  ['{"tokens":{"a":"abcdef","b":["ghijkl","mno', '{"tokens":{"a":"***","b":["***","***"'],
  ['{"tokens": [ "abcdef" ], "n" : 1', '{"tokens": [ "***" ], "n" : 1'],
  ['{"n":1,"tok', '{"n":1,"tok'],
  ['no answer: {"token":"abcdef"} (sorry)', 'no answer: {"token":"***"} (sorry)'],
  ['{"access_token" : "abcdef"}\n{"n":2}', '{"access_token" : "***"}\\u000a{"n":2}'],
  ['it is 5" wide, and "token": true', 'it is 5" wide, and "token": true'],
])('JSON that was cut off, or stands in other text, tells none: %s', async (text, body) => {
  expect((await refusedBy(reply(501, text, { 'content-type': 'application/json' }))).body).toBe(body);
});

test('a long answer is cut, and none of its credentials is', async () => {
  const long = 'x'.repeat(5_000_000);
  expect((await refusedBy(json({ token: long, a: 'b' }, 501))).body).toBe('{"token":"***"');
  const error = await refusedBy(json({ a: 'b'.repeat(80), token: 'abcdef', more: long }, 501));
  expect(error.body).toBe(`{"a":"${'b'.repeat(80)}","token":"**...`);
  expect((await refusedBy(reply(501, `{"token":"${long}`, {}))).body).toBe('{"token":"***"');
});

test('an answer of megabytes is one like others, if all of it is escaped as well', async () => {
  const message = 'a\n'.repeat(8_000_000);
  const body = `{"message":"${'a\\n'.repeat(29)}...`;
  expect(await refusedBy(json({ message }, 501))).toMatchObject({ status: 501, body });
});
