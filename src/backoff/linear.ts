import type { Duration } from '../duration.js';
import { type Backoff, makers } from './backoff.js';
import { inWords } from './describe.js';
import { Options } from './options.js';
import { type Growth, shaped } from './shape.js';

export interface LinearOptions extends Growth {
  /** What each further delay has more than the one before. By default `initial`. */
  step?: Duration | undefined;
}

/**
 * Delays that grow by the same amount, `initial + step * (retry - 1)`: for servers that recover soon.
 *
 * @throws ConfigError for an option that is unknown, missing or impossible
 * @example
 * linear({ initial: '1s', step: '500ms' }) // 1 s, 1.5 s, 2 s, ...
 */
export function linear(options: LinearOptions): Backoff {
  const read = new Options('linear', options, ['initial', 'step', 'max', 'jitter']);
  const initial = read.duration('initial');
  const step = read.duration('step', initial);
  return shaped(read, [inWords(initial), `+${inWords(step)}`], (retry) => initial + step * (retry - 1));
}
makers.add(linear);
