export { type Attempt, type AttemptRecord, currentAttempt } from './attempt.js';
export {
  backoff,
  constant,
  decorrelated,
  exponential,
  fibonacci,
  linear,
  pcpi,
  pdpyras,
  sequence,
  urllib3,
} from './backoff/index.js';
export {
  AbortOn,
  Accept,
  type AsyncMethod,
  Backoff,
  BeforeRetry,
  type ClassDecorator,
  Idempotent,
  type PolicyDecorator,
  Resilient,
  Retry,
  RetryOn,
  Timeout,
} from './decorators/index.js';
export type { Duration } from './duration.js';
export {
  AttemptTimeoutError,
  BodyNotReplayableError,
  ConfigError,
  ConnectTimeoutError,
  HoldfastError,
  IdleTimeoutError,
  ResponseRejectedError,
  TimeoutError,
  TotalTimeoutError,
} from './errors.js';
export type { Failure } from './failure.js';
export type { HeaderMap } from './headers.js';
export {
  attach,
  type ClientOptions,
  type ClientStats,
  createClient,
  type HoldfastClient,
  http,
} from './http/index.js';
export type { Outcome } from './outcome.js';
export {
  attemptsOf,
  type CallOptions,
  type Decision,
  type Hook,
  type IdempotentOptions,
  type Resilience,
  type ResilienceOptions,
  type RetryOptions,
  RetryPolicy,
  type RetryPolicyClass,
  type Rule,
  type RuleOptions,
  resilient,
  rule,
  type TimeoutOptions,
  withSignal,
} from './policies/index.js';
export {
  allOf,
  anyOf,
  body,
  errorCode,
  failure,
  has,
  header,
  invalid,
  missing,
  networkError,
  not,
  type Predicate,
  result,
  status,
  thrown,
  timedOut,
} from './predicates/index.js';
