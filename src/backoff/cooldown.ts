import { named } from '../basics/named.js';
import type { Duration } from '../duration.js';
import { type Backoff, makers, SHARED } from './backoff.js';
import { inWords } from './describe.js';
import { Gate } from './gate.js';
import { describeJitter, type Jitter, readJitter } from './jitter.js';
import { Options } from './options.js';
import { Cooldown } from './pauses.js';
import { capped } from './shape.js';

export interface CooldownOptions {
  /** Who shares it: nobody, the callers of one client, or the callers of one host. Default `'call'`. */
  scope?: 'call' | 'client' | 'host' | undefined;
  /** The first pause. Default 1 s. */
  initial?: Duration | undefined;
  /** By what each pause is multiplied for the next; 1 or more. Default 2. */
  factor?: number | undefined;
  /** No pause is longer, unless the server asks for it. Default one minute. */
  max?: Duration | undefined;
  /**
   * How far those who waited come back apart: over this share of the pause, added to it. `'equal'` is a half, `'full'` all
   * of it. Default `'equal'`.
   */
  jitter?: Jitter | undefined;
}

/**
 * A backoff that many callers share. While what they send fails, each pause is longer than the one before; when a retry
 * succeeds, the next fault starts small again. With `scope: 'host'`, one refusal pauses all that use this very cooldown
 * towards that host, also calls that begin during the pause if their requests go through a client of `createClient`, and no
 * other host. `scope: 'client'` is the same for all hosts of such a client.
 *
 * Formula: the n-th pause in a row lasts `min(max, initial * factor ** (n - 1))`, or as long as the server asks
 * (`Retry-After`). Each caller waits for the rest of it, and for `jitter * length * random` more. A crowd that fails
 * together counts as one. With `scope: 'call'`, n counts the retries of one call.
 *
 * Defaults: `scope: 'call'`, `initial: '1s'`, `factor: 2`, `max: '1m'`, `jitter: 'equal'`.
 *
 * @throws ConfigError for an option that is unknown or impossible
 * @example
 * cooldown({ scope: 'host', initial: '1s', jitter: 'none' }) // 1 s, 2 s, 4 s, 8 s, ...
 */
export function cooldown(options: CooldownOptions = {}): Backoff {
  const read = new Options('cooldown', options, ['scope', 'initial', 'factor', 'max', 'jitter']);
  const scope = read.get('scope', 'call');
  if (scope !== 'call' && scope !== 'client' && scope !== 'host')
    throw read.refusal('scope', "'call', 'client' or 'host'");
  const initial = read.duration('initial', 1_000);
  const factor = read.number('factor', 1, 2);
  const max = read.duration('max', 60_000);
  const jitter = readJitter(read, 'equal');
  const share = shareOf(jitter);
  const lengthOf = (step: number): number => capped(initial * factor ** (step - 1), max);
  const details = [scope, inWords(initial), `x${factor}`, `max ${inWords(max)}`, ...describeJitter(jitter)];
  // Alone, it is what the callers of a fault that lasts would wait.
  const backoff: Backoff = named('cooldown', details, (retry, _previous, random) => {
    const length = lengthOf(retry);
    return share > 0 ? length + share * length * random() : length;
  });
  if (scope === 'call') return backoff;
  const behind = new Cooldown(scope, () => new Gate(lengthOf, share), share, max);
  return Object.defineProperty(backoff, SHARED, { value: behind });
}
makers.add(cooldown);

function shareOf(jitter: Jitter): number {
  if (typeof jitter === 'number') return jitter;
  return { none: 0, equal: 0.5, full: 1 }[jitter];
}
