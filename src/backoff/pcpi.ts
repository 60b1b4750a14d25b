import { named } from '../basics/named.js';
import type { Duration } from '../duration.js';
import { type Backoff, makers } from './backoff.js';
import { inWords } from './describe.js';
import { Options } from './options.js';
import { capped } from './shape.js';

export interface PcpiOptions {
  /**
   * The delays of PCPI's login and token refresh: the same without the 0 at the beginning. By default
   * false.
   */
  login?: boolean | undefined;
  /** No delay is longer. By default 32 s. */
  max?: Duration | undefined;
}

/**
 * The delays of pc-python-integration, the Prisma Cloud client: the first retry is made at once, then 1 s,
 * doubled until 32 s.
 *
 * Formula: pc-python-integration 1.0, `_session_base`.
 *
 * @throws ConfigError for an option that is unknown or impossible
 * @example
 * pcpi() // 0 s, 1 s, 2 s, 4 s, 8 s, 16 s, 32 s, 32 s, ...
 */
export function pcpi(options: PcpiOptions = {}): Backoff {
  const read = new Options('pcpi', options, ['login', 'max']);
  const login = read.get('login', false);
  if (typeof login !== 'boolean') throw read.refusal('login', 'true or false');
  const max = read.duration('max', 32_000);
  const atOnce = login ? 0 : 1;
  return named('pcpi', [...(login ? ['login'] : []), `max ${inWords(max)}`], (retry) =>
    retry <= atOnce ? 0 : capped(1_000 * 2 ** (retry - 1 - atOnce), max),
  );
}
makers.add(pcpi);
