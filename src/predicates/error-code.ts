import { named } from '../basics/named.js';
import { unexpected } from '../errors.js';
import { causes, codeOf } from '../failure.js';
import { atLeastOne } from './arguments.js';
import { quote } from './describe.js';
import type { Predicate } from './predicate.js';

/**
 * True when the attempt threw an error with one of these codes, or one that was caused by such an error. The
 * errors of an `AggregateError` count as causes.
 *
 * @throws ConfigError for no code at all, or one that is not a string
 * @example
 * errorCode('ECONNRESET', 'EPIPE')
 */
export function errorCode(...codes: string[]): Predicate {
  for (const code of atLeastOne('errorCode', 'code', codes)) {
    if (typeof code === 'string' && code !== '') continue;
    throw unexpected('errorCode', "a code such as 'ECONNRESET'", code);
  }
  const wanted: readonly unknown[] = codes;
  return named('errorCode', codes.map(quote), ({ error }) =>
    [...causes(error)].some((link) => wanted.includes(codeOf(link))),
  );
}
