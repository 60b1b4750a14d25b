import { expect, test } from 'vitest';
import { FAULTS, faultOf } from '../../bench/servers/faults.js';

const plan = (seed: number) => Array.from({ length: 35_000 }, (_, index) => faultOf(index, seed, 0.01));

test('one in a hundred items fails, in each way as often, and the same ones for the same seed', () => {
  const faults = plan(1);
  const happened = faults.filter((fault) => fault !== undefined);
  expect(happened.length / 35_000).toBeCloseTo(0.01, 2);
  for (const fault of FAULTS) expect(happened.filter((each) => each === fault).length).toBeGreaterThan(50);
  expect(plan(1)).toEqual(faults);
  expect(plan(2)).not.toEqual(faults);
});

test('no fault is asked for, and none comes', () => {
  expect(Array.from({ length: 1000 }, (_, index) => faultOf(index, 1, 0)).some(Boolean)).toBe(false);
});
