import { named } from '../basics/named.js';
import { type Duration, milliseconds } from '../duration.js';
import { type Backoff, makers } from './backoff.js';
import { inWords } from './describe.js';

/**
 * The same delay before every retry: for polling, and for tests. Clients that failed together come back
 * together; where many clients call one server, prefer `exponential`.
 *
 * @param delay milliseconds, or a string with its unit
 * @throws ConfigError unless `delay` is a duration
 * @example
 * constant('2s') // 2 s, 2 s, 2 s, ...
 */
export function constant(delay: Duration): Backoff {
  const ms = milliseconds(delay, 'constant');
  return named('constant', [inWords(ms)], () => ms);
}
makers.add(constant);
