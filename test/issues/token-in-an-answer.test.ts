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
  ['objects in lists', { tokens: [{ n: 1, token: 'abcdef' }] }, '{"tokens":[{"n":1,"token":"***"}]}'],
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
