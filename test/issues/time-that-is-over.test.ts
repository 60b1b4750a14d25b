/** An attempt may outlast `maxDuration`. Its error then told how many milliseconds less than none were allowed. */
import { constant, resilient } from 'holdfast';
import { expect, test } from 'vitest';
import { useVirtualClock } from '../support/virtual-clock.js';

test.each([
  ['a wait of 5 ms does not fit in the 0 ms left', {}],
  ['retry-after asked to wait 1000 ms, 0 ms is allowed', { 'retry-after': '1' }],
])('where no time is left, %s', async (reason, headers) => {
  const { pause, until } = useVirtualClock();
  const policy = resilient({ maxDuration: '1s', idempotent: true, backoff: constant('5ms') });
  const refused = policy.call(async () => {
    await pause(3_000);
    return { status: 503, headers };
  });
  await expect(until(refused)).rejects.toMatchObject({ reason });
});
