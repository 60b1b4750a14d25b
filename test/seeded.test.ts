import { expect, test } from 'vitest';
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
    expect(() => seededRandom(seed)).toThrow(ConfigError);
  }
});
