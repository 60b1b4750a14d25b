/** The error of the total limit told everything but the last status, and whoever read the log had to look for the cause. */
import { constant, resilient, TotalTimeoutError } from 'holdfast';
import { expect, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { failureOf } from '../support/failure-of.js';
import { hang, json } from '../support/server.js';

test('the error of the total limit tells method, limit, attempts and the last status', async () => {
  const { http } = await clientFor([json({}, 500), json({}, 503), hang()]);
  const policy = resilient({ retry: { backoff: constant(0) }, timeout: { total: 700 } });
  const call = policy.wrap(function getItem() {
    return http.get('/');
  });
  const error = await failureOf(call());
  expect(error).toBeInstanceOf(TotalTimeoutError);
  expect(error.message).toBe('getItem: took longer than 700 ms (2 failed attempts, status 503)');
  expect(error.cause.response.status).toBe(503);
});

test.each([
  [[json({}, 500)], 'the first attempt, status 500'],
  [[json({}, 503), json({}, 500)], '1 failed attempt, status 500'],
])('the status is that of its cause, also while that is judged', async (steps, facts) => {
  const { http } = await clientFor(steps);
  const judging = (outcome: { status?: number | undefined }) =>
    outcome.status === 503 || new Promise<boolean>(() => {});
  const policy = resilient({ retryOn: judging, backoff: constant(0), timeout: { total: 500 } });
  const call = policy.wrap(function getItem() {
    return http.get('/');
  });
  const error = await failureOf(call());
  expect(error).toBeInstanceOf(TotalTimeoutError);
  expect(error.message).toContain(`(${facts})`);
  expect(error.cause.response.status).toBe(500);
});
