import { type Backoff, makers } from './backoff.js';
import { inWords } from './describe.js';
import { Options } from './options.js';
import { type Growth, shaped } from './shape.js';

export interface ExponentialOptions extends Growth {
  /** By what each delay is multiplied for the next; 1 or more. By default 2. */
  factor?: number | undefined;
}

/**
 * Delays that multiply, `initial * factor ** (retry - 1)`: the usual choice, for it takes load off a server that is in
 * trouble. Where many clients share that server, give it jitter, as the default backoff has, lest they come back at
 * once. The truncated exponential backoff of Ethernet; jitter as in the AWS Architecture Blog.
 *
 * @throws ConfigError for an option that is unknown, missing or impossible
 * @example
 * exponential({ initial: '100ms', factor: 3, max: '1m' }) // 100 ms, 300 ms, 900 ms, ...
 */
export function exponential(options: ExponentialOptions): Backoff {
  const read = new Options('exponential', options, ['initial', 'factor', 'max', 'jitter']);
  const initial = read.duration('initial');
  const factor = read.number('factor', 1, 2);
  return shaped(read, [inWords(initial), `x${factor}`], (retry) => initial * factor ** (retry - 1));
}
makers.add(exponential);
