import { named } from '../basics/named.js';
import type { Duration } from '../duration.js';
import { type Backoff, makers } from './backoff.js';
import { inWords } from './describe.js';
import { Options } from './options.js';
import { capped } from './shape.js';

export interface Urllib3Options {
  /** urllib3's `backoff_factor`: 1 makes 2 s of the second delay, 0.5 makes 1 s. By default 1. */
  factor?: number | undefined;
  /** urllib3's `backoff_jitter`: up to this time, and no fraction, is added to each delay. By default 0. */
  jitter?: Duration | undefined;
  /** urllib3's `backoff_max`. By default 120 s. */
  max?: Duration | undefined;
}

/**
 * The delays of Python's urllib3 (`Retry`, also behind requests): the first retry is made at once, then
 * `factor * 2 ** (retry - 1)` seconds, jitter added before the cap. urllib3's own `backoff_factor` of 0
 * would not wait at all; 1 is the usual setting.
 *
 * Formula: urllib3 2, `Retry.get_backoff_time`.
 *
 * @throws ConfigError for an option that is unknown or impossible
 * @example
 * urllib3() // 0 s, 2 s, 4 s, 8 s, 16 s, 32 s, 64 s, 120 s, 120 s, ...
 */
export function urllib3(options: Urllib3Options = {}): Backoff {
  const read = new Options('urllib3', options, ['factor', 'jitter', 'max']);
  const factor = read.number('factor', 0, 1);
  const jitter = read.duration('jitter', 0);
  const max = read.duration('max', 120_000);
  const added = read.get('jitter');
  // Elsewhere such a number is a fraction, in urllib3 it is seconds; nobody who writes it means 1 ms or less.
  if (typeof added === 'number' && added > 0 && added <= 1) {
    throw read.refusal('jitter', "a time such as '500ms' (it is added, and no fraction of the delay)");
  }
  const details = [
    `x${factor}`,
    `max ${inWords(max)}`,
    ...(jitter > 0 ? [`+${inWords(jitter)} jitter`] : []),
  ];
  return named('urllib3', details, (retry, _previous, random) => {
    if (retry <= 1) return 0;
    const computed = capped(factor * 2 ** (retry - 1) * 1_000, max);
    return capped(jitter > 0 ? computed + jitter * random() : computed, max);
  });
}
makers.add(urllib3);
