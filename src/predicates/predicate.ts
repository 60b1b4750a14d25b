import type { Attempt } from '../attempt.js';
import type { Outcome } from '../outcome.js';

/** A question about how an attempt ended. May be asynchronous: a promise is awaited, never taken for true. */
export type Predicate = (outcome: Outcome, attempt: Attempt) => boolean | Promise<boolean>;
