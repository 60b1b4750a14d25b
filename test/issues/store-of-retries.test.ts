/**
 * Limits share one timer, which belongs to nobody. What came after an attempt that a limit had ended ran in the timer's
 * asynchronous context: hooks, predicates and the next attempt had lost the stores of their caller.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { constant, resilient, type TimeoutOptions } from 'holdfast';
import { expect, test } from 'vitest';

const requests = new AsyncLocalStorage<string>();

test.each<[string, TimeoutOptions]>([
  ['the limit of an attempt', { attempt: '20ms' }],
  ['a limit that is not the first', { attempt: '20ms', total: '10s' }],
])('the retry after %s sees the stores of the caller', async (_, timeout) => {
  const seen: (string | undefined)[] = [];
  const see = (): void => void seen.push(requests.getStore());
  const policy = resilient({
    timeout,
    idempotent: true,
    retry: { maxRetries: 2, backoff: constant(1), beforeRetry: see },
    accept: () => {
      see();
      return true;
    },
  });
  let runs = 0;
  const call = (): Promise<unknown> =>
    policy.call(() => {
      see();
      runs += 1;
      return runs < 3 ? new Promise(() => {}) : runs;
    });
  expect(await requests.run('mine', call)).toBe(3);
  expect(seen).toEqual(Array(6).fill('mine'));
});
