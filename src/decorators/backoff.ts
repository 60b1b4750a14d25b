import { checkBackoff, type Backoff as Strategy } from '../backoff/index.js';
import { decorator, demandCall } from './decorate.js';
import type { PolicyDecorator } from './types.js';

/** The type of a strategy has the decorator's name, so that one import serves both. */
export type Backoff = Strategy;

/**
 * The delays of the method's retries. Needs `@Retry` or `@RetryOn` on the method or its class.
 *
 * @throws ConfigError when the class is defined, if `strategy` is none, or is asynchronous; at the first call, if nothing is ever retried
 * @example
 * class TodoApi {
 *   @Retry() @Backoff(exponential({ initial: '100ms' }))
 *   getItem(id: string) { return this.http.get(`/items/${id}`); }
 * }
 */
export function Backoff(strategy: Strategy, ...rest: never[]): PolicyDecorator {
  const by = '@Backoff';
  demandCall(by, rest, "constant('1s')");
  checkBackoff(strategy, by);
  return decorator({ by, recipe: { backoff: strategy } });
}
