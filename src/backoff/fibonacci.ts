import { type Backoff, makers } from './backoff.js';
import { inWords } from './describe.js';
import { Options } from './options.js';
import { type Growth, shaped } from './shape.js';

/**
 * Delays of 1, 2, 3, 5, 8, ... times `initial`: they grow as surely as those of `exponential`, but slower
 * (x1.6).
 *
 * @throws ConfigError for an option that is unknown, missing or impossible
 * @example
 * fibonacci({ initial: '1s' }) // 1 s, 2 s, 3 s, 5 s, 8 s, ...
 */
export function fibonacci(options: Growth): Backoff {
  const read = new Options('fibonacci', options, ['initial', 'max', 'jitter']);
  const initial = read.duration('initial');
  return shaped(read, [inWords(initial)], (retry) => initial * times(retry));
}
makers.add(fibonacci);

/** Added up rather than by Binet's formula, which is not exact. Infinity is reached after 1476 steps. */
function times(retry: number): number {
  let [current, next] = [1, 2];
  for (let n = 1; n < retry && current < Infinity; n += 1) [current, next] = [next, current + next];
  return current;
}
