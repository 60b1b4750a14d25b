/** What predicates are made from is checked at once: a typo must not wait for the first failure. */
import { ConfigError, show } from '../errors.js';
import type { Predicate } from './predicate.js';
import { isSchema } from './schema.js';

export function atLeastOne<T>(maker: string, what: string, values: readonly T[]): readonly T[] {
  if (values.length > 0) return values;
  throw new ConfigError(`${maker}: expected at least one ${what}, got none`);
}

/** Whether it can be asked. The schemas of arktype are functions too, but their answer is always truthy. */
export const isPredicate = (value: unknown): value is Predicate =>
  typeof value === 'function' && !isSchema(value);

export function predicates(maker: string, values: readonly Predicate[]): readonly Predicate[] {
  for (const value of atLeastOne(maker, 'predicate', values)) callable(maker, 'a predicate', value);
  return values;
}

/** A predicate, or a function that a predicate shall call. */
export function callable(maker: string, what: string, value: unknown): void {
  if (isPredicate(value)) return;
  const got = isSchema(value) ? 'a schema, which goes into invalid(...)' : show(value);
  throw new ConfigError(`${maker}: expected ${what}, got ${got}`);
}
