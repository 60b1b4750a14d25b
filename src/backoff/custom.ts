import { nameIn } from '../basics/named.js';
import { ignore } from '../basics/promise.js';
import { unexpected } from '../errors.js';
import { type Backoff, checkBackoff, makers } from './backoff.js';
import { Options } from './options.js';
import { type Shape, shaped } from './shape.js';

/**
 * Your own formula, with `max` and `jitter` if you like. Draw chance from the third argument, so that tests and simulations
 * repeat.
 *
 * @param delay `(retry, previous, random) => milliseconds`: retry counts from 1
 * @throws ConfigError when made, for what is no function and for unknown or impossible options; when
 * called, for a delay that is no finite number of 0 or more
 * @example
 * backoff((retry) => 100 * retry ** 2, { max: '30s' }) // 100 ms, 400 ms, 900 ms, ...
 */
export function backoff(delay: Backoff, options: Shape = {}): Backoff {
  checkBackoff(delay, 'backoff', 'a function that returns milliseconds');
  const name = nameIn(delay, 'function');
  const checked: Backoff = (...args) => {
    const ms: unknown = delay(...args);
    if (typeof ms === 'number' && ms >= 0 && ms < Infinity) return ms;
    ignore(ms);
    throw unexpected(`backoff(${name})`, `0 or more milliseconds for retry ${args[0]}`, ms);
  };
  return shaped(new Options('backoff', options, ['max', 'jitter']), [name], checked);
}
makers.add(backoff);
