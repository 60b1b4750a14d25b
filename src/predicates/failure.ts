import { named } from '../basics/named.js';
import { unexpected } from '../errors.js';
import type { Failure } from '../failure.js';
import { atLeastOne } from './arguments.js';
import { quote } from './describe.js';
import type { Predicate } from './predicate.js';

const KINDS = {
  dns: true,
  connect: true,
  tls: true,
  timeout: true,
  reset: true,
  protocol: true,
  truncated: true,
  status: true,
  rejected: true,
  aborted: true,
  thrown: true,
} satisfies Record<Failure, true>;

/**
 * True when the attempt failed in one of these ways.
 *
 * @throws ConfigError for no kind at all, or one that does not exist
 * @example
 * failure('dns', 'connect')
 */
export function failure(...kinds: Failure[]): Predicate {
  for (const kind of atLeastOne('failure', 'kind of failure', kinds)) {
    if (typeof kind === 'string' && Object.hasOwn(KINDS, kind)) continue;
    throw unexpected('failure', `one of ${Object.keys(KINDS).join(', ')}`, kind);
  }
  const sought: readonly (Failure | undefined)[] = kinds;
  return named('failure', kinds.map(quote), ({ failure }) => sought.includes(failure));
}

const NETWORK: readonly (Failure | undefined)[] = ['dns', 'connect', 'reset', 'truncated'];

/**
 * True when the network broke the attempt: no address, no connection (refused, unreachable, not up in time),
 * a connection that was reset, or one that ended within the reply. Not when it was merely slow
 * (`timedOut()`), and not for what trying again will not mend: certificates, replies that are not HTTP.
 *
 * @example
 * anyOf(networkError(), timedOut())
 */
export const networkError = (): Predicate =>
  named('networkError', [], ({ failure }) => NETWORK.includes(failure));
