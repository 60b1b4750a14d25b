import { named } from '../basics/named.js';
import type { Duration } from '../duration.js';
import { type Backoff, makers } from './backoff.js';
import { inWords } from './describe.js';
import { Options } from './options.js';
import { capped, LONGEST } from './shape.js';

export interface PdpyrasOptions {
  /** pdpyras' `sleep_timer`: multiplied before the first wait already. By default 1.5 s. */
  timer?: Duration | undefined;
  /** pdpyras' `sleep_timer_base`, 1 or more. By default 2. */
  base?: number | undefined;
  /** pdpyras' `stagger_cooldown`, 0 or more: how far chance lengthens each delay. By default 0. */
  stagger?: number | undefined;
  /** Not in pdpyras, which has no cap. By default 24.8 days, the longest timer. */
  max?: Duration | undefined;
}

/**
 * The cooldown of PagerDuty's pdpyras: each delay is the one before times `base * (1 + stagger * random)`,
 * beginning with `timer`.
 *
 * Formula: pdpyras 5.4, `APISession.request` and `cooldown_factor`.
 *
 * @throws ConfigError for an option that is unknown or impossible
 * @example
 * pdpyras() // 3 s, 6 s, 12 s, 24 s, 48 s, ...
 */
export function pdpyras(options: PdpyrasOptions = {}): Backoff {
  const read = new Options('pdpyras', options, ['timer', 'base', 'stagger', 'max']);
  const timer = read.duration('timer', 1_500);
  const base = read.number('base', 1, 2);
  const stagger = read.number('stagger', 0, 0);
  const max = read.duration('max', LONGEST);
  const details = [inWords(timer), `x${base}`, `stagger ${stagger}`];
  if (max !== LONGEST) details.push(`max ${inWords(max)}`);
  return named('pdpyras', details, (retry, previous, random) => {
    const before = previous ?? timer * base ** (retry - 1);
    return capped(before * (base * (stagger > 0 ? 1 + stagger * random() : 1)), max);
  });
}
makers.add(pdpyras);
