import { type IdempotentOptions, idempotencyOf } from '../policies/idempotent.js';
import { decorator, demandCall } from './decorate.js';
import type { PolicyDecorator } from './types.js';

/**
 * Says that the method is safe to repeat: the defaults for safe methods then hold for POST and PATCH too. Requests of
 * the shared client carry one `Idempotency-Key`: the same on every attempt of a call, another for every call.
 *
 * @throws ConfigError when the class is defined, for unknown or impossible options
 * @example
 * class TodoApi {
 *   @Retry() @Idempotent()
 *   addItem(summary: string) { return this.http.post('/items', { summary }); }
 * }
 */
export function Idempotent(options?: IdempotentOptions): PolicyDecorator;
export function Idempotent(options: IdempotentOptions = {}, ...rest: unknown[]): PolicyDecorator {
  const by = '@Idempotent';
  demandCall(by, rest);
  return decorator({ by, recipe: { idempotent: idempotencyOf(options, by) } });
}
