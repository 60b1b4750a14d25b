import { unexpected } from './errors.js';

/**
 * Chance that repeats: the same seed gives the same numbers in [0, 1). For tests, simulations and fault servers; no
 * secret may come from it.
 *
 * Formula: mulberry32 by Tommy Ettinger (public domain), 32 bits of state.
 *
 * @throws ConfigError unless `seed` is a whole number
 * @example
 * const random = seededRandom(42);
 * const roll = Math.floor(random() * 6) + 1;
 */
export const seededRandom = (seed: number): (() => number) => chance(seed, 'seededRandom');

/** The same, for a seed that came as an option: `where` names that in the error. */
export function chance(seed: number, where: string): () => number {
  if (!Number.isSafeInteger(seed)) throw unexpected(where, 'a whole number as the seed', seed);
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
