import { checkHook, type Hook } from '../policies/asking/hook.js';
import { decorator, demandCall } from './decorate.js';
import type { PolicyDecorator } from './types.js';

/**
 * Something to do before each retry, after the wait: refresh a token, free a resource. It is awaited and gets the
 * attempt that is about to begin, with the history of those before it. Its failure ends the call with that failure.
 * Repeatable.
 *
 * @param hook a function, or the name of a method of the class
 * @throws ConfigError when the class is defined, if it is neither; at the first call, if there is no such method
 * @example
 * class TodoApi {
 *   @RetryOn(status(401), { maxRetries: 1 }) @BeforeRetry('logIn')
 *   getItem(id: string) { return this.http.get(`/items/${id}`, { headers: this.credentials }); }
 *   async logIn() { this.credentials = { authorization: await freshToken() }; }
 * }
 */
export function BeforeRetry(hook: Hook | (string & {})): PolicyDecorator;
export function BeforeRetry(hook: Hook | (string & {}), ...rest: unknown[]): PolicyDecorator {
  const by = '@BeforeRetry';
  demandCall(by, rest, "'logIn'");
  checkHook(hook, by);
  return decorator({ by, recipe: { beforeRetry: [hook] } });
}
