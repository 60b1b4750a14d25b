/** The schedule of delays that is shown is that which the engine waits. */
import { constant, decorrelated, explain, exponential, resilient } from 'holdfast';
import { recordAttempts, useInstantClock } from 'holdfast/testing';
import { expect, test } from 'vitest';
import { Pace } from '../../src/explain/pace.js';

test.each([
  ['full jitter', exponential({ initial: 100, jitter: 'full' }), [50, 100, 200, 400]],
  ['equal jitter', exponential({ initial: 100, jitter: 'equal' }), [75, 150, 300, 600]],
  ['a fraction', constant(100), [100, 100, 100, 100]],
  // The first lies between 1 and 3, the next between 1 and three times that: on average 2, 3.5, 5.75, 9.125.
  ['decorrelated', decorrelated({ initial: 1_000 }), [2_000, 3_500, 5_750, 9_125]],
])('%s: the mean is that of the formula', (_, backoff, means) => {
  const pace = new Pace(backoff);
  means.forEach((mean, index) => {
    expect(Math.abs(pace.at(index + 1).mean / mean - 1), `retry ${index + 1}`).toBeLessThan(0.01);
  });
});

test('the mean is what many real calls wait on average', async () => {
  const policy = resilient({ maxRetries: 3, backoff: decorrelated({ initial: '1s', max: '6s' }) });
  using _clock = useInstantClock();
  using recording = recordAttempts();
  await Promise.all(
    Array.from({ length: 2_000 }, () =>
      policy
        .call(() => {
          throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
        })
        .catch(() => {}),
    ),
  );
  for (const { retry, min, mean, max } of explain(policy).methods[0]?.delays ?? []) {
    const waited = recording.attempts.filter((a) => a.number === retry).map((a) => a.delay as number);
    expect(waited).toHaveLength(2_000);
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(min);
    expect(Math.max(...waited)).toBeLessThanOrEqual(max);
    const average = waited.reduce((sum, delay) => sum + delay, 0) / waited.length;
    expect(Math.abs(average / mean - 1)).toBeLessThan(0.05);
  }
});

test('far retries cost no more than the near ones', () => {
  const pace = new Pace(exponential({ initial: 1, max: 1_000, jitter: 'full' }));
  expect(pace.at(100_000)).toMatchObject({ min: 0, max: expect.closeTo(1_000) });
});
