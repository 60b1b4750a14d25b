import { named, nameIn } from '../basics/named.js';
import { unexpected } from '../errors.js';
import { causes } from '../failure.js';
import { atLeastOne } from './arguments.js';
import type { Predicate } from './predicate.js';

/** A class of errors, abstract ones included. */
type ErrorClass = abstract new (...args: never[]) => unknown;

/**
 * True when the attempt threw an instance of one of these classes, or an error that was caused by one. The
 * errors of an `AggregateError` count as causes.
 *
 * @throws ConfigError for no class at all, or what is not a class
 * @example
 * thrown(SyntaxError)
 */
export function thrown(...classes: ErrorClass[]): Predicate {
  for (const each of atLeastOne('thrown', 'class', classes)) {
    if (!isClass(each)) throw unexpected('thrown', 'a class of errors', each);
  }
  return named(
    'thrown',
    classes.map((each) => nameIn(each, 'a class')),
    ({ error }) => [...causes(error)].some((link) => classes.some((each) => link instanceof each)),
  );
}

/** Whether `instanceof` accepts it. An arrow function, say a predicate, is none. */
function isClass(value: unknown): boolean {
  try {
    return typeof ({} instanceof (value as ErrorClass)) === 'boolean';
  } catch {
    return false;
  }
}
