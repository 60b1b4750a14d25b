import { named } from '../basics/named.js';
import { type Duration, milliseconds } from '../duration.js';
import { unexpected } from '../errors.js';
import { type Backoff, makers } from './backoff.js';
import { inWords } from './describe.js';

const SHOWN = 5;

/**
 * Exactly these delays, the last one again and again: for a schedule that someone wrote down. No jitter is
 * added.
 *
 * @param delays each in milliseconds, or a string with its unit
 * @throws ConfigError unless `delays` is a list of durations, of one at least
 * @example
 * sequence(['1s', '5s', '30s']) // 1 s, 5 s, 30 s, 30 s, ...
 */
export function sequence(delays: readonly Duration[]): Backoff {
  if (!Array.isArray(delays) || delays.length === 0) {
    throw unexpected('sequence', 'a list of at least one duration', delays);
  }
  const list = Array.from(delays as readonly Duration[], (delay, i) =>
    milliseconds(delay, `sequence: item ${i}`),
  );
  const last = list.at(-1) as number;
  const more = list.length > SHOWN ? ['...'] : [];
  return named(
    'sequence',
    [...list.slice(0, SHOWN).map(inWords), ...more],
    (retry) => list[retry - 1] ?? last,
  );
}
makers.add(sequence);
