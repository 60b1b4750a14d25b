import { policyOf, type RetryPolicyClass } from '../policies/resilience-options.js';
import type { RetryOptions, RetryPolicy } from '../policies/retry-policy.js';

const made = new WeakMap<object, RetryPolicy>();

/** The policy that is meant by one, by its class, or by options. It is made once, for all that has been said so. */
export function policyBy(source: RetryPolicy | RetryPolicyClass | RetryOptions, where: string): RetryPolicy {
  const known = made.get(source);
  if (known !== undefined) return known;
  const policy = policyOf(source, where);
  if (policy !== source) made.set(source, policy);
  return policy;
}
