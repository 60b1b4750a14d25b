import type { Failure } from '../failure.js';

/** One line of a call's history. Times are milliseconds; `start` counts from the start of the call. */
export interface AttemptRecord {
  readonly number: number;
  readonly start: number;
  readonly duration: number;
  readonly status?: number | undefined;
  /** The error's code, such as `ECONNRESET`. */
  readonly code?: string | undefined;
  readonly failure?: Failure | undefined;
  /** Why it was tried again, or why not. */
  readonly reason?: string | undefined;
  /** The rule that fired, as it was written: `status(429)`. Undefined where the policy itself decided. */
  readonly rule?: string | undefined;
  /** The wait before the next attempt; undefined on the last one. */
  readonly delay?: number | undefined;
  /** Whether a request of it went over a connection that had served another before. */
  readonly reusedSocket?: boolean | undefined;
  /** How many of its requests met a kept connection that had gone, and were sent again at once on a new one. */
  readonly replayed?: number | undefined;
  /** What a predicate or hook threw while it judged this attempt. */
  readonly problem?: unknown;
}

/** A request that the shared client sent during an attempt. */
export interface RequestRecord {
  readonly method: string;
  readonly url: string;
  /** Tells one client from another. */
  readonly client?: object | undefined;
  readonly response?: unknown;
  /** How it has failed, or is bound to: `connect` if nothing of it reached the server. */
  readonly failure?: Failure | undefined;
  readonly reusedSocket?: boolean;
  /** The kept connection that it met had gone: it was sent again at once, and that one is the next request. */
  readonly replayed?: boolean;
}
