import { named } from '../basics/named.js';
import { TimeoutError } from '../errors.js';
import { causes, codeOf } from '../failure.js';
import type { Predicate } from './predicate.js';

// These count as `connect` failures, because the request never reached the server; but what failed was the
// time.
const CONNECT_CODES: readonly unknown[] = [
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_SOCKET_CONNECTION_TIMEOUT',
  'ERR_TLS_HANDSHAKE_TIMEOUT',
];

/**
 * True when the attempt ran out of time: by a limit of holdfast, of the client or of the system, also where
 * the connection was not up in time.
 *
 * @example
 * anyOf(status(504), timedOut())
 */
export const timedOut = (): Predicate =>
  named('timedOut', [], ({ failure, error }) => failure === 'timeout' || [...causes(error)].some(ranOut));

const ranOut = (link: unknown): boolean =>
  link instanceof TimeoutError || CONNECT_CODES.includes(codeOf(link));
