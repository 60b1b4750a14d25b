import { named, nameIn } from '../basics/named.js';
import { andThen } from '../basics/promise.js';
import { callable, isYes } from './arguments.js';
import { cameBack } from './came-back.js';
import type { Predicate } from './predicate.js';

/**
 * True when the function of the parsed body answers with something truthy, or with a promise of it. The body
 * of an error response counts too; without any response the function is not called. Expect strings in a body
 * that is not JSON: what the function throws is a problem of the predicate, not an answer.
 *
 * @throws ConfigError for what is not a function
 * @example
 * body<{ state: string }>((job) => job.state === 'pending')
 */
export function body<T = unknown>(fn: (body: T) => boolean | Promise<boolean>): Predicate {
  callable('body', 'a function', fn);
  return named('body', [nameIn(fn, 'a function')], (outcome) => {
    const { body } = outcome;
    if (body === undefined && !cameBack(outcome)) return false;
    return andThen(fn(body as T), (answer) => isYes(answer, fn));
  });
}
