import { expect, test } from 'vitest';
import {
  type Backoff,
  backoff,
  constant,
  decorrelated,
  exponential,
  fibonacci,
  type Jitter,
  linear,
  pcpi,
  pdpyras,
  sequence,
  urllib3,
} from '../../src/backoff/index.js';
import fc, { same, within } from '../support/properties.js';
import { delaysOf, noChance } from './expect-delays.js';

const LONGEST_TIMER = 2 ** 31 - 1;
const DAY = 86_400_000;

// Halves of the least numbers there are would not be halves.
const ms = fc.oneof(fc.nat(DAY), fc.double({ min: 1e-9, max: DAY, noNaN: true }), fc.constant(0));
const factor = fc.double({ min: 1, max: 1e6, noNaN: true });
const jitter: fc.Arbitrary<Jitter> = fc.oneof(
  fc.constantFrom('none' as const, 'full' as const, 'equal' as const),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const retry = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 10_000 }));
const previous = fc.option(fc.double({ min: 0, max: DAY, noNaN: true }), { nil: undefined });

type Shape = { initial: number; max: number; jitter: Jitter };
const shape = fc.record({ initial: ms, max: ms, jitter });

const growing: Record<string, fc.Arbitrary<(shape: Shape) => Backoff>> = {
  linear: ms.map((step) => (shape: Shape) => linear({ ...shape, step })),
  exponential: factor.map((factor) => (shape: Shape) => exponential({ ...shape, factor })),
  fibonacci: fc.constant((shape: Shape) => fibonacci(shape)),
};

/** Everything that can be made, with everything that it can be made from. */
const any: fc.Arbitrary<Backoff> = fc.oneof(
  ...Object.values(growing).map((make) => fc.tuple(make, shape).map(([make, shape]) => make(shape))),
  ...Object.values(growing).map((make) =>
    fc.tuple(make, shape).map(([make, { initial, jitter }]) => make({ initial, jitter } as Shape)),
  ),
  ms.map((delay) => constant(delay)),
  fc.array(ms, { minLength: 1 }).map((delays) => sequence(delays)),
  fc.record({ initial: ms, max: ms }).map(decorrelated),
  fc.record({ max: ms, jitter }).map((options) => backoff((retry) => retry * 1e300, options)),
  fc
    .record({ factor: fc.oneof(factor, fc.constant(0)), jitter: fc.integer({ min: 2, max: DAY }) })
    .map(urllib3),
  fc.record({ timer: ms, base: factor, stagger: factor }).map(pdpyras),
  fc.record({ login: fc.boolean(), max: ms }).map(pcpi),
);

test('a delay is never negative, infinite or NaN, and fits a timer', () =>
  fc.assert(
    fc.property(any, retry, previous, chance, (backoff, retry, previous, r) => {
      const delay = backoff(retry, previous, () => r);
      within(delay, 0, LONGEST_TIMER);
    }),
  ));

test('the same arguments give the same delay, whatever was asked before', () =>
  fc.assert(
    fc.property(any, retry, previous, chance, (backoff, retry, previous, r) => {
      const before = backoff(retry, previous, () => r);
      delaysOf(backoff, 20);
      same(
        backoff(retry, previous, () => r),
        before,
      );
    }),
  ));

test.each(Object.entries(growing))('%s never falls without jitter, and stops at max', (_, make) =>
  fc.assert(
    fc.property(make, shape, (make, shape) => {
      const delays = delaysOf(make({ ...shape, jitter: 'none' }), 60, noChance);
      same(delays[0], Math.min(shape.initial, shape.max));
      for (const [i, delay] of delays.entries()) within(delay, delays[i - 1] ?? 0, shape.max);
    }),
  ),
);

test.each(Object.entries(growing))('%s stays within what its jitter promises', (_, make) =>
  fc.assert(
    fc.property(make, shape, retry, chance, (make, shape, retry, r) => {
      const delay = make(shape)(retry, undefined, () => r);
      const plain = make({ ...shape, jitter: 'none' })(retry, undefined, noChance);
      const [from, to] = bounds(plain, shape.jitter);
      within(delay, Math.min(from, shape.max), Math.min(to, shape.max));
    }),
  ),
);

function bounds(delay: number, jitter: Jitter): [number, number] {
  if (jitter === 'none') return [delay, delay];
  if (jitter === 'full') return [0, delay];
  if (jitter === 'equal') return [delay / 2, delay];
  const rounding = delay * 1e-12;
  return [delay * (1 - jitter) - rounding, delay * (1 + jitter) + rounding];
}

test('decorrelated stays between its first delay and three times the one before', () =>
  fc.assert(
    fc.property(fc.record({ initial: ms, max: ms }), previous, chance, (options, previous, r) => {
      const delay = decorrelated(options)(2, previous, () => r);
      const { initial, max } = options;
      const upTo = Math.max(initial, (previous ?? initial) * 3) * (1 + 1e-12);
      within(delay, Math.min(initial, max), Math.min(upTo, max));
    }),
  ));

test('nothing overflows, however often a call is tried again', () => {
  const { jitter } = { jitter: 'none' } as const;
  const all = [
    exponential({ initial: 0, factor: 10, jitter }),
    exponential({ initial: Number.MAX_VALUE, jitter, max: 5 }),
    linear({ initial: Number.MAX_VALUE, jitter, max: 5 }),
    fibonacci({ initial: 0, jitter }),
    urllib3({ factor: 0 }),
    pdpyras(),
    pdpyras({ timer: 0 }),
    pcpi({ max: '10h' }),
  ];
  const far = all.map((backoff) => backoff(10_000, undefined, () => 0.5));
  expect(far).toEqual([0, 5, 5, 0, 0, LONGEST_TIMER, 0, 36_000_000]);
});
