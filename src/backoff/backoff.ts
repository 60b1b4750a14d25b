/**
 * How long to wait before a retry, in milliseconds. Pure: the same arguments give the same delay.
 *
 * @param retry counts from 1
 * @param previous the delay before this one; undefined before the first
 * @param random returns a number in [0, 1)
 */
export type Backoff = (retry: number, previous: number | undefined, random: () => number) => number;
