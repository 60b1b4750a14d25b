import { type Acceptable, accepts } from '../predicates/index.js';
import { decorator, demandCall } from './decorate.js';
import type { PolicyDecorator } from './types.js';

/**
 * What a response must satisfy to be accepted: a predicate, or a Standard Schema (zod, valibot, arktype) over its body.
 * What does not is a failed attempt: tried again under `@Retry` where that is safe, else a `ResponseRejectedError`.
 * Repeatable; all must be satisfied.
 *
 * @throws ConfigError when the class is defined, if it is neither predicate nor schema
 * @example
 * class TodoApi {
 *   @Retry() @Accept(z.object({ id: z.string(), summary: z.string() }))
 *   getItem(id: string) { return this.http.get(`/items/${id}`); }
 * }
 */
export function Accept(condition: Acceptable): PolicyDecorator;
export function Accept(condition: Acceptable, ...rest: unknown[]): PolicyDecorator {
  const by = '@Accept';
  demandCall(by, rest, "has('id')");
  return decorator({ by, recipe: { accept: [accepts(condition, by)] } });
}
