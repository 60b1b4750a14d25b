import { expect } from 'vitest';
import type { Backoff } from '../../src/backoff/index.js';

/** The first delays of a call, as the retry loop asks for them: each is told the one before. */
export function delaysOf(backoff: Backoff, count: number, random: () => number = () => 0.5): number[] {
  const delays: number[] = [];
  for (let retry = 1; retry <= count; retry += 1) delays.push(backoff(retry, delays.at(-1), random));
  return delays;
}

export const expectDelays = (backoff: Backoff, expected: number[], random?: () => number): void =>
  expect(delaysOf(backoff, expected.length, random)).toEqual(expected);

/** For delays that no die decides: throws where one is rolled. */
export const noChance = (): number => {
  throw new Error('this backoff should not depend on chance');
};
