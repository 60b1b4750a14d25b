import { named } from '../basics/named.js';
import type { Duration } from '../duration.js';
import type { Backoff } from './backoff.js';
import { inWords } from './describe.js';
import { describeJitter, type Jitter, readJitter, spread } from './jitter.js';
import type { Options } from './options.js';

/** The end of growth where there is no `max`: 24.8 days, the longest that a timer takes. */
export const LONGEST: number = 2 ** 31 - 1;

export interface Shape {
  /** No delay is longer, jitter included. By default the longest that a timer takes, 24.8 days. */
  max?: Duration | undefined;
  /** How chance spreads the delays. By default `'none'`: what is written is what is waited. */
  jitter?: Jitter | undefined;
}

export interface Growth extends Shape {
  /** The first delay, before jitter. */
  initial: Duration;
}

/** Between 0 and `max`. NaN becomes 0, for `0 * 2 ** 10_000` is NaN and means 0. */
export const capped = (ms: number, max: number): number => (ms > 0 ? Math.min(ms, max) : 0);

/** Gives a formula its cap and its jitter. */
export function shaped<T extends Shape>(
  options: Options<T>,
  details: readonly string[],
  formula: Backoff,
): Backoff {
  const max = options.duration('max', LONGEST);
  const jitter = readJitter(options, 'none');
  const cap = max === LONGEST ? [] : [`max ${inWords(max)}`];
  return named(options.maker, [...details, ...cap, ...describeJitter(jitter)], (retry, previous, random) =>
    Math.min(max, spread(capped(formula(retry, previous, random), max), jitter, random)),
  );
}
