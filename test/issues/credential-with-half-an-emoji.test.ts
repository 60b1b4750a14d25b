/**
 * A credential that was cut in the middle of an emoji cannot be percent-encoded. The error in which it stood was lost: its
 * caller got a `URIError`.
 */
import { resilient } from 'holdfast';
import { expect, test } from 'vitest';

test('an error stays what it is, and shows no such credential', async () => {
  const secret = 's3cr3t\ud83d';
  const refused = new Error(`refused: ${secret}`);
  const error = Object.assign(refused, { config: { headers: { 'x-api-key': secret } } });
  const caught = await resilient({ maxRetries: 1 })
    .call(() => Promise.reject(error))
    .catch((thrown: unknown) => thrown);
  expect(caught).toBe(error);
  expect(String(caught)).toBe('Error: refused: ***');
});
