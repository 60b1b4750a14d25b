/** Whatever a backoff does, the schedule that is shown holds it. */
import {
  type Backoff,
  constant,
  decorrelated,
  exponential,
  fibonacci,
  linear,
  pcpi,
  pdpyras,
  sequence,
  urllib3,
} from 'holdfast';
import { test } from 'vitest';
import { Pace } from '../../src/explain/pace.js';
import { seededRandom } from '../../src/seeded.js';
import fc, { atFirst, same, within } from '../support/properties.js';

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
  fc.assert(check, atFirst(500));
});
