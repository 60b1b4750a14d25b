import { types } from 'node:util';
import { named } from '../basics/named.js';
import { unexpected } from '../errors.js';
import { readHeader, TOKEN } from '../headers.js';
import { quote } from './describe.js';
import type { Predicate } from './predicate.js';

/**
 * True when the response has the header, in whatever case its name is written; with a string, when the value
 * is exactly that, upper and lower case told apart; with a RegExp, when that finds something in the value.
 *
 * @throws ConfigError for a name that no header can have, or a match that is neither string nor RegExp
 * @example
 * header('x-should-retry', 'true')
 */
export function header(name: string, match?: string | RegExp): Predicate {
  if (typeof name !== 'string' || !TOKEN.test(name)) {
    throw unexpected('header', 'the name of a header', name);
  }
  const details = match === undefined ? [] : [typeof match === 'string' ? quote(match) : String(match)];
  const matches = matcher(match);
  return named('header', [quote(name), ...details], ({ headers }) => {
    const value = readHeader(headers, name);
    return value !== undefined && matches(value);
  });
}

function matcher(match: unknown): (value: string) => boolean {
  if (match === undefined) return () => true;
  if (typeof match === 'string') return (value) => value === match;
  if (!types.isRegExp(match)) throw unexpected('header', 'a string or a RegExp', match);
  // A copy, for with the flags g and y an expression remembers where it stopped, and others may use the
  // original.
  const pattern = new RegExp(match);
  return (value) => {
    pattern.lastIndex = 0;
    return pattern.test(value);
  };
}
