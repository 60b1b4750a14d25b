import type { Duration } from '../duration.js';
import { limitsOf, type TimeoutOptions } from '../policies/timeout.js';
import { decorator, demandCall } from './decorate.js';
import type { PolicyDecorator } from './types.js';

/**
 * Bounds time. A bare duration limits each attempt, its body included; the request is aborted for real and the server
 * sees the socket close. `total` limits the whole call: attempts, waits and hooks. `connect` and `idle` are kept by the
 * clients of `createClient`.
 *
 * Errors: `AttemptTimeoutError`, `TotalTimeoutError`, `ConnectTimeoutError`, `IdleTimeoutError`.
 *
 * @throws ConfigError when the class is defined, unless there is one, and all are durations above zero
 * @example
 * class TodoApi {
 *   @Timeout({ attempt: '2s', total: '10s' })
 *   getItem(id: string) { return this.http.get(`/items/${id}`); }
 * }
 */
export function Timeout(limits: Duration | TimeoutOptions): PolicyDecorator;
export function Timeout(limits: Duration | TimeoutOptions, ...rest: unknown[]): PolicyDecorator {
  const by = '@Timeout';
  demandCall(by, rest, "'2s'");
  return decorator({ by, recipe: { timeout: limitsOf(limits, by) } });
}
