/** A retry let go of a response of undici's, whose body says so by an error event: with nobody to hear it, the process ended. */
import { attemptsOf, constant, resilient } from 'holdfast';
import { request } from 'undici';
import { expect, test } from 'vitest';
import { json, serve } from '../support/server.js';

const fails = (): Promise<never> => Promise.reject(new Error('no'));

test('a response of undici that is tried again ends nothing but itself', async () => {
  const server = await serve([json({}, 503), json({}, 503), json({ there: true })]);
  const policy = resilient({ retry: { backoff: constant(0) }, idempotent: true });
  const response = await policy.call(() => request(server.url, { reset: true }));
  expect(await response.body.json()).toEqual({ there: true });
  expect(attemptsOf(response).map(({ status }) => status)).toEqual([503, 503, 200]);
});

test('nor does one that is refused by a hook that fails', async () => {
  const server = await serve(json({}, 503));
  const policy = resilient({ retry: { backoff: constant(0), beforeRetry: fails }, idempotent: true });
  await expect(policy.call(() => request(server.url, { reset: true }))).rejects.toThrow('no');
  expect(server.requests).toHaveLength(1);
});
