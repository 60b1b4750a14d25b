export { AuthenticationError } from './authentication-error.js';
export type { OutcomeLike } from './handmade.js';
export { attemptsOf } from './history.js';
export type { IdempotentOptions } from './idempotency.js';
export {
  type NetworkRetries,
  type PerStatusOptions,
  perStatus,
  type StatusAction,
  type StatusActions,
} from './per-status.js';
export type { ReauthenticateOptions } from './reauthenticate.js';
export type { ResilienceOptions, RetryPolicyClass } from './resilience.js';
export { type CallOptions, type Resilience, resilient, withSignal } from './resilient.js';
export { type RetryOptions, RetryPolicy } from './retry-policy.js';
export { type Rule, type RuleOptions, rule } from './rule.js';
export type { Decision, Hook } from './rulebook.js';
export type { TimeoutOptions } from './timeout.js';
