/**
 * What a guarded method starts and does not wait for goes on when the call is over. It still had the deadline of that
 * call: a poller that was started in `connect()` never retried anything once the total limit of `connect()` had passed.
 */
import { constant, currentAttempt, resilient } from 'holdfast';
import { expect, test } from 'vitest';
import { useVirtualClock } from '../support/virtual-clock.js';

test('work that was started in a call has no deadline any more when the call is over', async () => {
  const { clock, until } = useVirtualClock();
  const outer = resilient({ timeout: { attempt: '50ms', total: '60ms' } });
  const inner = resilient({ maxRetries: 2, backoff: constant('1s') });
  let runs = 0;
  let poller: Promise<unknown> | undefined;
  const poll = async (): Promise<number | undefined> => {
    expect(currentAttempt()?.remaining()).toBe(50);
    await new Promise<void>((resolve) => clock.schedule(resolve, 200));
    const left = currentAttempt()?.remaining();
    await inner.call(() => {
      runs += 1;
      if (runs < 3) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    });
    return left;
  };
  await outer.call(() => {
    poller = poll();
  });
  expect(await until(poller as Promise<unknown>)).toBe(Infinity);
  expect(runs).toBe(3);
});
