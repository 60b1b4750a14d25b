/** A number of seconds that is too long to be exact counted as garbage: whoever was told to stay away came back at once. */
import { attemptsOf, constant, resilient } from 'holdfast';
import { expect, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { failureOf } from '../support/failure-of.js';
import { json } from '../support/server.js';

test.each([16, 20, 400])('%i digits are a wait longer than any that is allowed', async (digits) => {
  const { http, server } = await clientFor(json({}, 429, { 'retry-after': '9'.repeat(digits) }));
  const policy = resilient({ retry: { backoff: constant(0) } });
  const error = await failureOf(policy.call(() => http.get('/')));
  expect(server.requests).toHaveLength(1);
  expect(error.retryAfter).toBeGreaterThan(1e15);
  expect(attemptsOf(error)).toHaveLength(1);
});
