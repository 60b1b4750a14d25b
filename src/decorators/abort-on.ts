import { callable, type Predicate } from '../predicates/index.js';
import { decorator, demandCall } from './decorate.js';
import type { PolicyDecorator } from './types.js';

/**
 * Never tries again what `predicate` matches, whatever other rules say. Repeatable.
 *
 * @throws ConfigError when the class is defined, if `predicate` is none
 * @example
 * class TodoApi {
 *   @Retry() @AbortOn(body<{ error?: string }>((b) => b.error === 'account closed'))
 *   getItem(id: string) { return this.http.get(`/items/${id}`); }
 * }
 */
export function AbortOn(predicate: Predicate): PolicyDecorator;
export function AbortOn(predicate: Predicate, ...rest: unknown[]): PolicyDecorator {
  const by = '@AbortOn';
  demandCall(by, rest, 'status(401)');
  callable(by, 'a predicate', predicate);
  return decorator({ by, recipe: { abortOn: [predicate] } });
}
