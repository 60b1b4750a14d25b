import { expect, test } from 'vitest';
import { show } from '../src/basics/show.js';
import { ConfigError } from '../src/errors.js';
import { seededRandom } from '../src/seeded.js';

const draw = (seed: number, count: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

test('the same seed draws the same numbers, another seed others', () => {
  expect(draw(42, 5)).toEqual(draw(42, 5));
  expect(draw(42, 5)).not.toEqual(draw(43, 5));
});

/** As the formula gives them, times 2 ** 32: a seed that somebody wrote down means the same in every version. */
test.each([
  [0, [1_144_304_738, 1_416_247, 958_946_056]],
  [42, [2_581_720_956, 1_925_393_290, 3_661_312_704]],
  [-1, [3_850_105_811, 813_802_916, 3_073_704_848]],
  // Of a seed, 32 bits count.
  [1, [2_693_262_067, 11_749_833, 2_265_367_787]],
  [2 ** 40 + 1, [2_693_262_067, 11_749_833, 2_265_367_787]],
])('the seed %d draws what mulberry32 does', (seed, drawn) => {
  expect(draw(seed, 3).map((n) => n * 2 ** 32)).toEqual(drawn);
});

test('the numbers are spread over [0, 1)', () => {
  const numbers = draw(1, 10_000);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  for (const tenth of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    const share = numbers.filter((n) => Math.floor(n * 10) === tenth).length / numbers.length;
    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.12);
  }
});

test('a seed that is no whole number is refused', () => {
  for (const seed of [Number.NaN, 1.5, '1' as unknown as number]) {
    const message = `seededRandom: expected a whole number as the seed, got ${show(seed)}`;
    expect(() => seededRandom(seed)).toThrow(new ConfigError(message));
  }
});
