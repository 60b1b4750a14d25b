import { isAsync, isErrorClass, isUserClass } from '../basics/functions.js';
import { nameIn } from '../basics/named.js';
import { hasIdentity } from '../basics/objects.js';
import { unexpected } from '../errors.js';
import { isPolicyClass, policyOf, type RetryPolicyClass } from '../policies/resilience-options.js';
import type { RetryOptions, RetryPolicy } from '../policies/retry-policy.js';
import { decorator, demandCall } from './decorate.js';
import type { PolicyDecorator } from './types.js';

/**
 * Tries the method again when an attempt failed in a way that may pass and that is safe to repeat: the careful default,
 * the same with options, a policy class or instance of your own, or one chosen per call from the instance.
 *
 * Defaults: 3 retries; full jitter over 100 ms, 200 ms, 400 ms and so on, up to 20 s; the table in the README.
 *
 * @throws ConfigError when the class is defined, for unknown or impossible options
 * @example
 * class TodoApi {
 *   @Retry({ maxRetries: 5 })
 *   getItem(id: string) { return this.http.get(`/items/${id}`); }
 * }
 */
export function Retry<Self>(choose: (self: Self) => RetryPolicy | RetryOptions): PolicyDecorator;
export function Retry(policy?: RetryPolicy | RetryPolicyClass | RetryOptions): PolicyDecorator;
export function Retry(policy: unknown = {}, ...rest: unknown[]): PolicyDecorator {
  const by = '@Retry';
  demandCall(by, rest);
  if (typeof policy === 'function' && !isPolicyClass(policy)) {
    if (isUserClass(policy) || isErrorClass(policy))
      throw unexpected(by, 'a subclass of RetryPolicy', policy);
    if (isAsync(policy)) throw unexpected(by, 'a function that gives a policy or options at once', policy);
    return decorator({ by, recipe: { retry: policy as () => RetryPolicy } });
  }
  if (!hasIdentity(policy)) {
    throw unexpected(by, 'options, a policy or a function', policy);
  }
  const where = typeof policy === 'function' ? `${by}(${nameIn(policy)})` : by;
  return decorator({ by, recipe: { retry: policyOf(policy as RetryOptions, where) } });
}
