import type { Attempt } from '../attempt.js';
import { wall } from '../clock.js';
import { serverHint } from '../hint.js';
import type { Outcome } from '../outcome.js';
import { wasGivenUp } from './history.js';
import { isRepeatable } from './repeatable.js';

/** Statuses that tell of trouble which may pass. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);

export const isTransient = (status: number | undefined): boolean =>
  status !== undefined && TRANSIENT.has(status);

/** The careful default: what `@Retry()` tries again. The table in the README is this function in words. */
export function careful(outcome: Outcome, attempt: Attempt): boolean {
  if (wasGivenUp(outcome, attempt)) return false;
  switch (outcome.failure) {
    case 'dns':
    case 'connect':
    case 'timeout':
    case 'reset':
    case 'protocol':
    case 'truncated':
    case 'rejected':
      return advice(outcome) !== false && isRepeatable(outcome, attempt);
    case 'status':
      return (advice(outcome) ?? isTransient(outcome.status)) && isRepeatable(outcome, attempt);
    default:
      return false;
  }
}

/** What the server itself says about trying again. */
const advice = (outcome: Outcome): boolean | undefined => serverHint(outcome, wall())?.retry;
