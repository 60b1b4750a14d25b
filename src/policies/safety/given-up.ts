import { Inside } from '../../attempt/inside.js';
import { type Attempt, type AttemptScope, type Call, enclosing } from '../../attempt.js';
import { hasIdentity } from '../../basics/objects.js';
import { causes } from '../../failure.js';
import { isResponse } from '../../outcome/response.js';
import type { Outcome } from '../../outcome.js';

/** Notes that a call's policy has given up on this error or value, so that a policy around it does not begin again. */
export function noteGivenUp(carrier: unknown, call: Call): void {
  if (!hasIdentity(carrier)) return;
  for (let at = enclosing(call.parent); at !== undefined; at = enclosing(at.around)) {
    at.inside ??= new Inside();
    at.inside.givenUp ??= new WeakSet();
    at.inside.givenUp.add(carrier);
  }
}

/**
 * Whether an inner policy gave up on what this attempt ended with, or on an error that it was caused by. An error that
 * tells a status, and no response, is of the method's own making: what the inner policy gave up on, in other words.
 */
export function wasGivenUp({ error, value, failure, response }: Outcome, attempt: Attempt): boolean {
  // Kept by attempt, for the same object may be thrown again and again.
  const givenUp = (attempt as Partial<AttemptScope>).inside?.givenUp;
  if (givenUp === undefined) return false;
  if (failure === 'status' && !isResponse(response ?? error)) return true;
  for (const link of error === undefined ? [value] : causes(error))
    if (givenUp.has(link as object)) return true;
  return false;
}
