/** What predicates are made from is checked at once: a typo must not wait for the first failure. */

import type { Fn } from '../attempt/guarded.js';
import { isErrorClass, isUserClass } from '../basics/functions.js';
import { nameIn } from '../basics/named.js';
import { show } from '../basics/show.js';
import { ConfigError } from '../errors.js';
import type { Predicate } from './predicate.js';
import { isSchema } from './schema.js';

export function atLeastOne<T>(maker: string, what: string, values: readonly T[]): readonly T[] {
  if (values.length > 0) return values;
  throw new ConfigError(`${maker}: expected at least one ${what}, got none`);
}

/**
 * Whether it can be asked. The schemas of arktype are functions too, but their answer is always truthy, as is that of
 * `TypeError`; other classes cannot be called at all.
 */
export const isPredicate = (value: unknown): value is Predicate =>
  typeof value === 'function' && !isSchema(value) && !isUserClass(value) && !isErrorClass(value);

/**
 * What a predicate answered. A function is truthy, and no answer: `timedOut` was given in place of `timedOut()`.
 *
 * @param asked the function, or what messages call it
 * @throws TypeError for such an answer
 */
export function answerOf<T>(answer: T, asked: Fn | string): T {
  if (typeof answer !== 'function') return answer;
  const name = typeof asked === 'string' ? asked : nameIn(asked, 'a function');
  throw new TypeError(`${name} answered with ${show(answer)}, as if it had to be called first`);
}

/** Whether a function that was asked answered yes. */
export const isYes = (answer: unknown, asked: Fn): boolean => Boolean(answerOf(answer, asked));

export function predicates(maker: string, values: readonly Predicate[]): readonly Predicate[] {
  for (const value of atLeastOne(maker, 'predicate', values)) callable(maker, 'a predicate', value);
  return values;
}

/** A predicate, or a function that a predicate shall call. */
export function callable(maker: string, what: string, value: unknown): void {
  if (!isPredicate(value)) throw refusal(maker, what, value);
}

/** The error for what is no predicate. */
export const refusal = (maker: string, what: string, value: unknown): ConfigError =>
  new ConfigError(`${maker}: expected ${what}, got ${shown(value)}`);

function shown(value: unknown): string {
  if (isSchema(value)) return 'a schema, which goes into invalid(...)';
  const into = isErrorClass(value) ? 'thrown' : typeof value === 'number' && value > 99 && 'status';
  return into ? `${show(value)}, which goes into ${into}(...)` : show(value);
}
