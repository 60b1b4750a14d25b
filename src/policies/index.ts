export type { Hook } from './asking/hook.js';
export type { CallState } from './decision/decision.js';
export type { OutcomeLike } from './decision/handmade.js';
export { type Rule, type RuleOptions, rule } from './decision/rule.js';
export type { Decision } from './decision/rulebook.js';
export { attemptsOf } from './history/history.js';
export type { IdempotentOptions } from './idempotent.js';
export {
  type NetworkRetries,
  type PerStatusOptions,
  perStatus,
  type StatusAction,
  type StatusActions,
} from './per-status.js';
export { AuthenticationError } from './reauthenticate/authentication-error.js';
export type { ReauthenticateOptions } from './reauthenticate/reauthenticate.js';
export type { ResilienceOptions, RetryPolicyClass } from './resilience-options.js';
export { type CallOptions, type Resilience, resilient, withSignal } from './resilient.js';
export { type RetryOptions, RetryPolicy } from './retry-policy.js';
export type { TimeoutOptions } from './timeout.js';
