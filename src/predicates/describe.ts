import type { Predicate } from './predicate.js';

/**
 * What a predicate asks, as it was written: for logs, histories and error messages.
 *
 * @example
 * describe(anyOf(status('5xx'), timedOut())) // "anyOf(status('5xx'), timedOut())"
 */
export const describe = (predicate: Predicate): string => nameOf(predicate, 'a function');

/** The name of a user's function or class; `otherwise` for one without. */
export function nameOf(value: object, otherwise: string): string {
  // A class may have a static member called `name`.
  const name: unknown = Reflect.get(value, 'name');
  return typeof name === 'string' && name !== '' ? name : otherwise;
}

/** A string as it stands in source code, on one line. */
export const quote = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
