import { type Backoff, makers } from './backoff.js';
import { inWords } from './describe.js';
import { Options } from './options.js';
import { type Growth, shaped } from './shape.js';

/**
 * Each delay is drawn between `initial` and three times the delay before: it spreads a crowd as well as full jitter
 * does, and never waits less than `initial`. Chance is part of the formula; `jitter` would come on top.
 *
 * Formula: AWS Architecture Blog, "Exponential Backoff And Jitter" (2015), "decorrelated jitter":
 * `min(max, random_between(initial, previous * 3))`.
 *
 * @throws ConfigError for an option that is unknown, missing or impossible
 * @example
 * decorrelated({ initial: '100ms', max: '10s' })
 */
export function decorrelated(options: Growth): Backoff {
  const read = new Options('decorrelated', options, ['initial', 'max', 'jitter']);
  const initial = read.duration('initial');
  return shaped(read, [inWords(initial)], (_retry, previous = initial, random) => {
    const upTo = Math.max(initial, previous * 3);
    return initial + (upTo - initial) * random();
  });
}
makers.add(decorrelated);
