import { makeRule, type RuleOptions } from '../policies/decision/rule.js';
import type { Predicate } from '../predicates/index.js';
import { decorator } from './decorate.js';
import type { PolicyDecorator } from './types.js';

/**
 * Tries the method again when `predicate` matches how an attempt ended, for every HTTP method: what is stated is done.
 * Repeatable. With its own counter and delays where given, else those of `@Retry`; without `@Retry`, 3 retries and the
 * default backoff, and nothing else is retried.
 *
 * @throws ConfigError when the class is defined, for a predicate or option that is none
 * @example
 * class TodoApi {
 *   @RetryOn(missing('summary'), { maxRetries: 5 })
 *   getItem(id: string) { return this.http.get(`/items/${id}`); }
 * }
 */
export function RetryOn(predicate: Predicate, options: RuleOptions = {}): PolicyDecorator {
  const by = '@RetryOn';
  return decorator({ by, recipe: { retryOn: [makeRule(predicate, options, by)] } });
}
