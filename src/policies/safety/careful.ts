import type { Attempt } from '../../attempt.js';
import { serverHint } from '../../backoff/hint.js';
import { wall } from '../../clock.js';
import type { Failure } from '../../failure.js';
import type { Outcome } from '../../outcome.js';
import { wasGivenUp } from './given-up.js';
import { isRepeatable } from './repeatable.js';

/** Statuses that tell of trouble which may pass. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);

export const isTransient = (status: number | undefined): boolean =>
  status !== undefined && TRANSIENT.has(status);

/** What will not pass, or did not fail. */
const HOPELESS: ReadonlySet<Failure | undefined> = new Set([undefined, 'tls', 'aborted', 'thrown'] as const);

/** The careful default: what `@Retry()` tries again. The table in the README is this function in words. */
export function careful(outcome: Outcome, attempt: Attempt): boolean {
  const { failure, status } = outcome;
  if (HOPELESS.has(failure) || wasGivenUp(outcome, attempt)) return false;
  // The server itself may say something about trying again.
  const mayPass = serverHint(outcome, wall())?.retry ?? (failure !== 'status' || isTransient(status));
  return mayPass && isRepeatable(outcome, attempt);
}
