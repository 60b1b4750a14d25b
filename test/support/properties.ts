/** fast-check, with the number of runs that a property of this package deserves. */
import fc from 'fast-check';
import { expect } from 'vitest';

const { PROPERTY_RUNS, PROPERTY_SEED } = process.env;

fc.configureGlobal({
  numRuns: Number(PROPERTY_RUNS ?? 10_000),
  // Where the tests judge mutants, the runs are the same each time: a mutant must not survive by luck.
  ...(PROPERTY_SEED === undefined ? {} : { seed: Number(PROPERTY_SEED) }),
});

export default fc;

/**
 * For a property that takes too long for `npm test`: it makes a few of the runs there, and all of them in
 * `npm run test:long`, in which `vitest.config.ts` lists its file.
 */
export const atFirst = (few: number): { numRuns: number } => ({ numRuns: Number(PROPERTY_RUNS ?? few) });

/** The halves of pairs, which are no characters. */
const SURROGATES = { first: 0xd800, count: 0x800 };

/**
 * Any character: as the unit 'binary' of fast-check, which is made of a table of all million of them.
 *
 * @example fc.string({ unit: character })
 */
export const character = fc.nat(0x10ffff - SURROGATES.count).map(
  (n) => String.fromCodePoint(n < SURROGATES.first ? n : n + SURROGATES.count),
  // With the way back, fast-check slips in words that have been trouble elsewhere, such as `__proto__`.
  (text) => {
    const point = typeof text === 'string' ? text.codePointAt(0) : undefined;
    if (point === undefined || text !== String.fromCodePoint(point)) throw new Error('not one character');
    return point < SURROGATES.first ? point : point - SURROGATES.count;
  },
);

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
