import { nameIn } from '../basics/named.js';
import type { Predicate } from './predicate.js';

/**
 * What a predicate asks, as it was written: for logs, histories and error messages.
 *
 * @example
 * describe(anyOf(status('5xx'), timedOut())) // "anyOf(status('5xx'), timedOut())"
 */
export const describe = (predicate: Predicate): string => nameIn(predicate, 'a function');

/** A string as it stands in source code, on one line. */
export const quote = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
