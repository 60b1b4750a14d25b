import type { Backoff } from '../backoff/index.js';
import type { Duration } from '../duration.js';
import type { TimeoutOptions } from '../policies/index.js';

/** A switch for a strategy that decorators have put there. */
interface Switch {
  readonly enabled?: boolean | undefined;
}

/**
 * A backoff as JSON can tell it: the name of its function, with what that takes.
 * `{ exponential: { initial: '1s', jitter: 'full' } }`, `{ constant: '2s' }`, `{ sequence: ['1s', '5s'] }`
 */
export type BackoffInWords = Readonly<Record<string, unknown>>;

/** Numbers of retries. They change what `@Retry` and `@RetryOn` say; without those nothing is retried. */
export interface RetryOverrides {
  /** Retries after the first attempt. A rule of `@RetryOn` that has its own counter keeps it. */
  readonly maxRetries?: number | undefined;
  readonly maxDuration?: Duration | undefined;
  readonly maxHint?: Duration | undefined;
  readonly onExhausted?: 'throw' | 'return' | undefined;
  readonly backoff?: Backoff | BackoffInWords | undefined;
}

/** What `configure` can change about a method. */
export interface PolicyOverrides extends RetryOverrides {
  /** `false`: the method runs as if nothing of holdfast stood on it. */
  readonly enabled?: boolean | undefined;
  /** `false`: nothing is retried, whatever rule asks for it. */
  readonly retry?: boolean | (RetryOverrides & Switch) | undefined;
  /** Limits that take the place of those of `@Timeout`, one by one, or that are added. A bare duration is `attempt`. */
  readonly timeout?: boolean | Duration | (TimeoutOptions & Switch) | undefined;
  readonly accept?: boolean | Switch | undefined;
  readonly idempotent?: boolean | Switch | undefined;
  readonly reauthenticate?: boolean | Switch | undefined;
}

/** Overrides by name: `'TodoApi.getItem'`, `'TodoApi'`, `'*'`; `enabled: false` switches holdfast off for all. */
export interface Overrides {
  readonly enabled?: boolean | undefined;
  readonly [name: string]: PolicyOverrides | boolean | undefined;
}
