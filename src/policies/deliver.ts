import type { Call } from '../attempt.js';
import type { Outcome } from '../outcome.js';
import type { AttemptRecord } from '../record.js';
import { protect } from '../telemetry/redact.js';
import { remember } from './history.js';

/** One of the two functions that settle a promise. */
export type Settle = (result: unknown) => void;

/**
 * Gives the caller its value or its error.
 *
 * @param last the line of the attempt that ended the call
 */
export function deliver(
  outcome: Outcome,
  call: Call,
  last: AttemptRecord | undefined,
  resolve: Settle,
  reject: Settle,
): void {
  if (outcome.ok) {
    remember(outcome.value, call, last);
    resolve(outcome.value);
    return;
  }
  const error = protect(outcome.error);
  // What ended the call around this one tells of that call.
  if (!call.parent?.aborted || call.parent.reason !== error) remember(error, call, last);
  reject(error);
}
