import { types } from 'node:util';
import { isObject } from './basics/objects.js';
import { show } from './basics/show.js';
import { ConfigError, unexpected } from './errors.js';

/** Whether the entries of a value can be options. Those of an array, a `Map` or a promise would be read as none at all. */
export const hasOptions = (value: unknown): value is object =>
  isObject(value) &&
  !(Symbol.iterator in value) &&
  !(types.isPromise(value) || types.isDate(value) || types.isRegExp(value));

/** Refuses an options object that is none, or that has a key nobody knows: a typo must not pass in silence. */
export function checkKeys(options: unknown, known: readonly string[], where: string): void {
  if (!hasOptions(options)) throw unexpected(where, 'an object of options', options);
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      const value = show((options as Record<string, unknown>)[key]);
      throw new ConfigError(`${where}: unknown option '${key}' (${value}); known are ${known.join(', ')}`);
    }
  }
}

/** A number of retries, connections, pages: a whole number of at least `least`, or `Infinity`. */
export function wholeNumber(value: unknown, where: string, least = 0): number {
  if (value === Infinity || (Number.isInteger(value) && (value as number) >= least)) return value as number;
  throw unexpected(where, `a whole number of at least ${least}, or Infinity`, value);
}

/** A switch. */
export function flag(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') return value;
  throw unexpected(where, 'true or false', value);
}

/** A function, or undefined. */
export function optionalFunction(value: unknown, where: string): void {
  if (value !== undefined && typeof value !== 'function') {
    throw unexpected(where, 'a function', value);
  }
}

/** One value or a list of them, as a list. */
export function listed<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
