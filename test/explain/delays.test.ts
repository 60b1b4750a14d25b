/** The schedule of delays that is shown is that which the engine waits. */
import {
  type Backoff,
  constant,
  decorrelated,
  explain,
  exponential,
  fibonacci,
  linear,
  pcpi,
  pdpyras,
  resilient,
  sequence,
  urllib3,
} from 'holdfast';
import { recordAttempts, useInstantClock } from 'holdfast/testing';
import { expect, test } from 'vitest';
import { Pace } from '../../src/explain/pace.js';
import { seededRandom } from '../../src/seeded.js';
import fc, { same, within } from '../support/properties.js';

const ALMOST_ONE = 1 - 2 ** -53;
const jitter = fc.oneof(
  fc.constantFrom<'none' | 'full' | 'equal'>('none', 'full', 'equal'),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const ms = fc.integer({ min: 0, max: 100_000 });
const growth = fc.record({ initial: ms, max: fc.integer({ min: 1, max: 100_000 }), jitter });
const backoffs: fc.Arbitrary<Backoff> = fc.oneof(
  ms.map((delay) => constant(delay)),
  growth.map((options) => linear(options)),
  growth.map((options) => exponential(options)),
  growth.map((options) => fibonacci(options)),
  growth.map((options) => decorrelated(options)),
  fc.array(ms, { minLength: 1 }).map((delays) => sequence(delays)),
  fc.constantFrom(urllib3({ jitter: '2s' }), pcpi(), pdpyras({ stagger: 0.5 })),
);

test('whatever the luck, each delay lies between the least and the most, and both can come', () => {
  const seeds = fc.array(fc.integer(), { minLength: 20, maxLength: 20 });
  const check = fc.property(backoffs, seeds, (backoff, seeds) => {
    const pace = new Pace(backoff);
    const retries = [1, 2, 3, 4, 5, 6];
    let [least, most]: (number | undefined)[] = [];
    for (const retry of retries) {
      const { min, mean, max } = pace.at(retry);
      least = backoff(retry, least, () => 0);
      most = backoff(retry, most, () => ALMOST_ONE);
      same(min, least);
      same(max, most);
      within(mean, min, max);
    }
    for (const seed of seeds) {
      const random = seededRandom(seed);
      let previous: number | undefined;
      for (const retry of retries) {
        previous = backoff(retry, previous, random);
        within(previous, pace.at(retry).min, pace.at(retry).max);
      }
    }
  });
  // 10,000 courses, twenty to a pace, which is what costs the time.
  fc.assert(check, { numRuns: 500 });
});

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
