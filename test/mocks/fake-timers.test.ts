/** Vitest's fake timers drive waits and limits, for the globals are looked up when they are used. (Jest's: `npm run apps`.) */
import { AttemptTimeoutError, attemptsOf, constant, resilient, TotalTimeoutError } from 'holdfast';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const failing = () => {
  throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
};

test('hours of waits pass in no time', async () => {
  const done = resilient({ retryOn: () => true, maxRetries: 2, backoff: constant('1h') })
    .call(failing)
    .catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(2 * 3_600_000);
  expect(attemptsOf(await done).map(({ start }) => start)).toEqual([0, 3_600_000, 7_200_000]);
});

test('an attempt and a call are ended by the faked time', async () => {
  const silent = () => new Promise(() => {});
  const slow = resilient({ timeout: '2s' }).call(silent);
  const slower = resilient({ timeout: { total: '3s' } }).call(silent);
  const ended = Promise.allSettled([slow, slower]);
  await vi.advanceTimersByTimeAsync(3_000);
  const [attempt, total] = await ended;
  expect(attempt).toMatchObject({ reason: expect.any(AttemptTimeoutError) });
  expect(total).toMatchObject({ reason: expect.any(TotalTimeoutError) });
  expect(vi.getTimerCount(), 'timers that are left').toBe(0);
});
