/**
 * A call whose signal had aborted before it began still set the timer of its total limit, which nobody took back: the process
 * lived for as long as that.
 */
import { resilient } from 'holdfast';
import { expect, test } from 'vitest';
import { useVirtualClock } from '../support/virtual-clock.js';

test('a call that is over before it begins leaves no timer', async () => {
  const { timers } = useVirtualClock();
  const policy = resilient({ maxRetries: 1, timeout: { attempt: '10s', total: '30s' } });
  const signal = AbortSignal.abort(new Error('too late'));
  await expect(policy.call(() => 1, { signal })).rejects.toThrow('too late');
  expect(timers.size).toBe(0);
});
