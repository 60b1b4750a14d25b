import type { AttemptRecord } from '../../attempt/record.js';
import type { Call } from '../../attempt.js';
import { rejecting } from '../../basics/promise.js';
import type { Outcome } from '../../outcome.js';
import { protect } from '../../telemetry/redact.js';
import { remember } from '../history/history.js';

/**
 * Resolves the promise that the caller got: with a value, or with another promise. There is none that rejects it, for
 * each would weigh as much as the promise, and ten thousand calls may be waiting.
 */
export type Settle = (result: unknown) => void;

/**
 * Gives the caller its value or its error.
 *
 * @param last the line of the attempt that ended the call
 */
export function deliver(outcome: Outcome, call: Call, last: AttemptRecord | undefined, settle: Settle): void {
  if (outcome.ok) {
    remember(outcome.value, call, last);
    settle(outcome.value);
    return;
  }
  const error = protect(outcome.error);
  // What ended the call around this one tells of that call.
  if (!call.parent?.aborted || call.parent.reason !== error) remember(error, call, last);
  settle(rejecting(error));
}
