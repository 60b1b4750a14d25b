/** fast-check, with the number of runs that a property of this package deserves. */
import fc from 'fast-check';
import { expect } from 'vitest';

const { PROPERTY_RUNS } = process.env;

// Where the tests judge mutants, the same few runs each time: a mutant must not survive by luck.
fc.configureGlobal(
  PROPERTY_RUNS === undefined ? { numRuns: 10_000 } : { numRuns: Number(PROPERTY_RUNS), seed: 1 },
);

export default fc;

/** As `expect(actual).toBe(expected)`, which costs more than most properties do, and so is only called to complain. */
export function same(actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) expect(actual).toBe(expected);
}

/** The same for bounds, both included. */
export function within(value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  expect(value).toBeGreaterThanOrEqual(least);
  expect(value).toBeLessThanOrEqual(most);
}
