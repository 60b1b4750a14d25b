import { isAsync, isGenerator } from '../basics/functions.js';
import { unexpected } from '../errors.js';

/**
 * How long to wait before a retry, in milliseconds. Pure: the same arguments give the same delay, at once
 * and as a number. One that gives a promise is refused: what has to be looked up belongs into `beforeRetry`.
 *
 * @param retry counts from 1
 * @param previous the delay before this one; undefined before the first
 * @param random returns a number in [0, 1)
 */
export type Backoff = (retry: number, previous: number | undefined, random: () => number) => number;

/** Refuses what is no backoff, as far as that can be seen before it is called. */
export function checkBackoff(
  value: unknown,
  where: string,
  expected = 'a backoff',
): asserts value is Backoff {
  if (typeof value !== 'function' || isAsync(value) || isGenerator(value))
    throw unexpected(where, expected, value);
}
