import type { Call } from '../attempt.js';
import type { Outcome } from '../outcome.js';
import { protect } from '../telemetry/redact.js';
import { remember } from './history.js';

/** The value or the error that the caller gets. */
export async function deliver(work: Promise<Outcome>, call: Call): Promise<unknown> {
  const outcome = await work.finally(() => call.close());
  if (outcome.ok) {
    remember(outcome.value, call);
    return outcome.value;
  }
  const error = protect(outcome.error);
  // What ended the call around this one tells of that call.
  if (!call.parent?.aborted || call.parent.reason !== error) remember(error, call);
  throw error;
}
