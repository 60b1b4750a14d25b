import { expect, test } from 'vitest';
import {
  backoff,
  constant,
  decorrelated,
  defaultBackoff,
  exponential,
  fibonacci,
  type Jitter,
  linear,
  sequence,
} from '../../src/backoff/index.js';
import { expectDelays, noChance } from './expect-delays.js';

const none = { jitter: 'none' } as const;
const least = () => 0;
const most = () => 1 - Number.EPSILON / 2;

test('constant', () => {
  expectDelays(constant('2s'), [2_000, 2_000, 2_000], noChance);
  expectDelays(constant(0), [0, 0], noChance);
});

test('linear adds a step, which is the first delay unless given', () => {
  expectDelays(linear({ initial: 100, ...none }), [100, 200, 300, 400], noChance);
  expectDelays(linear({ initial: '1s', step: '500ms', ...none }), [1_000, 1_500, 2_000], noChance);
  expectDelays(linear({ initial: 100, step: 0, ...none }), [100, 100, 100], noChance);
  expectDelays(linear({ initial: 100, max: 250, ...none }), [100, 200, 250, 250], noChance);
});

test('exponential multiplies, by 2 unless told otherwise', () => {
  expectDelays(exponential({ initial: '3s', max: '1m', ...none }), [3e3, 6e3, 12e3, 24e3, 48e3, 60e3, 60e3]);
  expectDelays(exponential({ initial: 100, factor: 3, ...none }), [100, 300, 900, 2_700, 8_100], noChance);
  expectDelays(exponential({ initial: 100, factor: 1, ...none }), [100, 100, 100], noChance);
  expectDelays(exponential({ initial: 1_000, factor: 1.5, ...none }), [1_000, 1_500, 2_250], noChance);
});

test('fibonacci', () => {
  expectDelays(fibonacci({ initial: 100, ...none }), [100, 200, 300, 500, 800, 1_300, 2_100], noChance);
  expectDelays(fibonacci({ initial: '1s', max: '4s', ...none }), [1_000, 2_000, 3_000, 4_000, 4_000]);
});

test('sequence repeats its last delay, and keeps its own copy', () => {
  const delays = ['1s', '5s', '30s'] as const;
  const mutable = [...delays];
  const backoff = sequence(mutable);
  mutable.length = 0;
  expectDelays(backoff, [1_000, 5_000, 30_000, 30_000, 30_000], noChance);
  expectDelays(sequence([0]), [0, 0]);
});

test('decorrelated draws between the first delay and three times the one before', () => {
  expectDelays(decorrelated({ initial: 100, max: '10s' }), [100, 100, 100], least);
  expectDelays(decorrelated({ initial: 100, max: '10s' }), [200, 350, 575], () => 0.5);
  expect(decorrelated({ initial: 100, max: 250 })(2, 200, most)).toBe(250);
  expect(decorrelated({ initial: 100 })(2, 0, most)).toBe(100);
});

test('a function of the user, with cap and jitter', () => {
  expectDelays(
    backoff((retry) => 100 * retry ** 2),
    [100, 400, 900],
    noChance,
  );
  expectDelays(
    backoff((_, previous = 50) => previous * 3),
    [150, 450, 1_350],
    noChance,
  );
  expectDelays(
    backoff((_retry, _previous, random) => 1_000 * random()),
    [250, 250],
    () => 0.25,
  );
  expectDelays(
    backoff((retry) => 100 * retry, { max: 250, jitter: 'equal' }),
    [75, 150, 187.5],
    () => 0.5,
  );
});

test('what is written is what is waited: no jitter and no cap unless asked for', () => {
  expectDelays(exponential({ initial: '5s' }), [5_000, 10_000, 20_000, 40_000]);
  expectDelays(linear({ initial: '15s' }), [15_000, 30_000, 45_000]);
  expectDelays(fibonacci({ initial: '10s' }), [10_000, 20_000, 30_000, 50_000, 80_000]);
});

test('the default backoff: full jitter, 100 ms, x2, at most 20 s', () => {
  expectDelays(defaultBackoff, [50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000], () => 0.5);
  expectDelays(defaultBackoff, [0, 0, 0], least);
});

test('each kind of jitter has its range', () => {
  const range = (jitter: Jitter) =>
    [least, most].map((random) => Math.round(exponential({ initial: 1_000, jitter })(1, undefined, random)));
  expect(range('full')).toEqual([0, 1_000]);
  expect(range('equal')).toEqual([500, 1_000]);
  expect(range(0.2)).toEqual([800, 1_200]);
  expect(range(1)).toEqual([0, 2_000]);
  expect(range(0)).toEqual([1_000, 1_000]);
});

test('no jitter leads above max', () => {
  expect(exponential({ initial: 1_000, jitter: 0.5, max: 1_000 })(9, undefined, most)).toBe(1_000);
});

test('zero is a delay, and minus zero is the same one', () => {
  expectDelays(
    backoff(() => 0),
    [0, 0],
    noChance,
  );
  expectDelays(
    backoff(() => -0),
    [0],
    noChance,
  );
});

test('decorrelated takes jitter on top', () => {
  expectDelays(decorrelated({ initial: 100, jitter: 'equal' }), [50, 50], least);
});

test('a fraction of jitter is in proportion to chance', () => {
  const delay = exponential({ initial: 1_000, jitter: 0.2 })(1, undefined, () => 0.75);
  expect(delay).toBeCloseTo(1_100, 6);
});

test('fibonacci does not count to a number that no call gets to', () => {
  expect(fibonacci({ initial: 1 })(1e15, undefined, noChance)).toBe(2 ** 31 - 1);
});

// Made in the test and not before it, lest it be nobody's what goes wrong while they are made.
test.each([
  [() => constant('2s'), 'constant(2s)'],
  [() => constant('90s'), 'constant(1.5m)'],
  [() => constant(4_250), 'constant(4250ms)'],
  [() => constant(0), 'constant(0ms)'],
  [() => linear({ initial: 100, step: 50 }), 'linear(100ms, +50ms)'],
  [() => defaultBackoff, 'exponential(100ms, x2, max 20s, full jitter)'],
  [() => exponential({ initial: 1, max: '1h', ...none }), 'exponential(1ms, x2, max 1h)'],
  [() => fibonacci({ initial: '1s', jitter: 0.25 }), 'fibonacci(1s, 25% jitter)'],
  [() => decorrelated({ initial: 100, max: '20s' }), 'decorrelated(100ms, max 20s)'],
  [() => sequence([1, 2, 3, 4, 5]), 'sequence(1ms, 2ms, 3ms, 4ms, 5ms)'],
  [() => sequence([1, 2, 3, 4, 5, 6]), 'sequence(1ms, 2ms, 3ms, 4ms, 5ms, ...)'],
  [
    () =>
      backoff(function squares(retry) {
        return retry ** 2;
      }),
    'backoff(squares)',
  ],
  [() => backoff(() => 1, { max: '1s', jitter: 'equal' }), 'backoff(function, max 1s, equal jitter)'],
])('%o says what it is: %s', (make, name) => expect(make().name).toBe(name));
