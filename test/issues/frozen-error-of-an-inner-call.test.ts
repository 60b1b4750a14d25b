/**
 * A frozen error that carries its request leaves a call as a copy. The policy around did not know the copy for what the inner
 * one had given up on, and tried again: three times three attempts.
 */
import { constant, resilient } from 'holdfast';
import { expect, test } from 'vitest';

test('a frozen error on which an inner policy gave up is not retried again', async () => {
  const policy = resilient({ maxRetries: 2, backoff: constant(0) });
  let runs = 0;
  const fail = () => {
    runs += 1;
    const config = { method: 'get', headers: { authorization: 'Bearer s3cr3t' } };
    throw Object.freeze(
      Object.assign(new Error('unavailable'), { config, response: { status: 503, headers: {}, config } }),
    );
  };
  await expect(policy.call(() => policy.call(fail))).rejects.toThrow('unavailable');
  expect(runs).toBe(3);
});
