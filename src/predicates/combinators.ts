import type { Attempt } from '../attempt.js';
import { named } from '../basics/named.js';
import { andThen, isPromise } from '../basics/promise.js';
import type { Outcome } from '../outcome.js';
import { callable, isYes, predicates } from './arguments.js';
import { describe } from './describe.js';
import type { Predicate } from './predicate.js';

/**
 * True when one of the predicates is. They are asked from left to right, and no further than needed; a
 * promise is awaited before the next is asked.
 *
 * @throws ConfigError for an empty list, or what is not a predicate
 * @example
 * anyOf(status('5xx'), timedOut())
 */
export function anyOf(...list: Predicate[]): Predicate {
  predicates('anyOf', list);
  return named('anyOf', list.map(describe), (outcome, attempt) => ask(list, true, outcome, attempt));
}

/**
 * True when all of the predicates are. They are asked from left to right, and no further than needed; a
 * promise is awaited before the next is asked.
 *
 * @throws ConfigError for an empty list, or what is not a predicate
 * @example
 * allOf(status(409), has('error.retryable'))
 */
export function allOf(...list: Predicate[]): Predicate {
  predicates('allOf', list);
  return named('allOf', list.map(describe), (outcome, attempt) => ask(list, false, outcome, attempt));
}

/**
 * True when the predicate is not.
 *
 * @throws ConfigError for what is not a predicate
 * @example
 * not(has('summary'))
 */
export function not(predicate: Predicate): Predicate {
  callable('not', 'a predicate', predicate);
  return named('not', [describe(predicate)], (outcome, attempt) =>
    andThen(predicate(outcome, attempt), (answer) => !isYes(answer, predicate)),
  );
}

/** Asks until one answers with `decisive`; after a promise, the rest is asked when its answer has come. */
function ask(
  list: readonly Predicate[],
  decisive: boolean,
  outcome: Outcome,
  attempt: Attempt,
): boolean | Promise<boolean> {
  for (const [i, predicate] of list.entries()) {
    const answer: unknown = predicate(outcome, attempt);
    if (isPromise(answer)) {
      const rest = list.slice(i + 1);
      return andThen(answer, (late) =>
        isYes(late, predicate) === decisive ? decisive : ask(rest, decisive, outcome, attempt),
      );
    }
    if (isYes(answer, predicate) === decisive) return decisive;
  }
  return !decisive;
}
