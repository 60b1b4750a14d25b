import { isAsync, isGenerator } from '../basics/functions.js';
import { nameIn } from '../basics/named.js';
import { unexpected } from '../errors.js';
import type { Cooldown } from './pauses.js';

/**
 * How long to wait before a retry, in milliseconds. Pure: the same arguments give the same delay, at once
 * and as a number. One that gives a promise is refused: what has to be looked up belongs into `beforeRetry`.
 *
 * @param retry counts from 1
 * @param previous the delay before this one; undefined before the first
 * @param random returns a number in [0, 1)
 */
export type Backoff = (retry: number, previous: number | undefined, random: () => number) => number;

// A property and no WeakMap, for another copy of the package may run the retries. What it holds does the work by itself, so
// that bundles without `cooldown` have none of its code.
export const SHARED: unique symbol = Symbol.for('holdfast.cooldown@1');

/** What is behind a backoff that callers share. */
export const cooldownOf = (backoff: Backoff | undefined): Cooldown | undefined =>
  (backoff as { [SHARED]?: Cooldown } | undefined)?.[SHARED];

/** The functions that make backoffs, to refuse `@Backoff(exponential)`, which nobody would notice before the first retry. */
export const makers: WeakSet<object> = new WeakSet();

/** Refuses what is no backoff, as far as that can be seen before it is called. */
export function checkBackoff(
  value: unknown,
  where: string,
  expected = 'a backoff',
): asserts value is Backoff {
  if (typeof value !== 'function' || isAsync(value) || isGenerator(value))
    throw unexpected(where, expected, value);
  if (makers.has(value)) throw unexpected(where, `${nameIn(value)}(...)`, value);
}
