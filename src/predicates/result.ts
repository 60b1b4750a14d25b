import { named, nameIn } from '../basics/named.js';
import { andThen } from '../basics/promise.js';
import { callable, isYes } from './arguments.js';
import { cameBack } from './came-back.js';
import type { Predicate } from './predicate.js';

/**
 * True when the function of what the method returned answers with something truthy, or with a promise of it.
 * False for an attempt that threw.
 *
 * @throws ConfigError for what is not a function
 * @example
 * result<Item[]>((items) => items.length === 0)
 */
export function result<T = unknown>(fn: (value: T) => boolean | Promise<boolean>): Predicate {
  callable('result', 'a function', fn);
  return named('result', [nameIn(fn, 'a function')], (outcome) =>
    cameBack(outcome) ? andThen(fn(outcome.value as T), (answer) => isYes(answer, fn)) : false,
  );
}
