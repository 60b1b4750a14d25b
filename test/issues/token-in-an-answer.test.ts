/** The error of a REST client quotes the answer, and with it a token that the server had just given. */
import { inspect } from 'node:util';
import { RestClient, ServerHttpError } from 'holdfast/rest';
import { expect, onTestFinished, test } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { json, serve } from '../support/server.js';

test('a quoted answer tells no credential, but all else', async () => {
  const answer = { error: { code: 'E_LIMIT', status_code: 'LATE' }, session: { token: 'just-given' }, n: 1 };
  const server = await serve(json(answer, 501));
  const api = new RestClient({ baseURL: server.url });
  onTestFinished(() => api.close());
  const error = await failureOf(api.post('/login', {}));
  expect(error).toBeInstanceOf(ServerHttpError);
  expect(error.message).toContain(
    '{"error":{"code":"E_LIMIT","status_code":"LATE"},"session":{"token":"***"},"n":1}',
  );
  expect(error.response.data, 'code may read it').toEqual(answer);
  expect(inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error)).not.toContain(
    'just-given',
  );
});
