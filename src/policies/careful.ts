import type { Attempt, AttemptScope, RequestRecord } from '../attempt.js';
import { wall } from '../clock.js';
import { BodyNotReplayableError } from '../errors.js';
import { statusOf } from '../failure.js';
import { readHeader } from '../headers.js';
import { serverHint } from '../hint.js';
import type { Outcome } from '../outcome.js';
import { wasGivenUp } from './history.js';

/** Methods that may be repeated: RFC 9110, section 9.2.2, and QUERY of RFC 10008. */
const REPEATABLE: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'QUERY',
]);

/** Statuses that tell of trouble which may pass. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);

export const isTransient = (status: number | undefined): boolean =>
  status !== undefined && TRANSIENT.has(status);

/** The careful default: what `@Retry()` tries again. The table in the README is this function in words. */
export function careful(outcome: Outcome, attempt: Attempt): boolean {
  if (wasGivenUp(outcome.error) || outcome.error instanceof BodyNotReplayableError) return false;
  switch (outcome.failure) {
    case 'dns':
    case 'connect':
    case 'timeout':
    case 'reset':
    case 'protocol':
    case 'truncated':
    case 'rejected':
      return isRepeatable(outcome, attempt);
    case 'status':
      return mayPass(outcome) && isRepeatable(outcome, attempt);
    default:
      return false;
  }
}

function mayPass(outcome: Outcome): boolean {
  const hint = serverHint(outcome, wall())?.retry;
  return hint ?? isTransient(outcome.status);
}

/** Whether the attempt can be run again without doing anything twice. */
function isRepeatable(outcome: Outcome, attempt: Attempt): boolean {
  const { idempotency, requests } = attempt as Partial<AttemptScope>;
  if (idempotency !== undefined) return true;
  if (requests?.some((request) => !REPEATABLE.has(request.method) && !neverDone(request))) return false;
  if (requests !== undefined && !failedElsewhere(outcome, requests)) return true;
  // The request was made by a client that does not report it: only the outcome tells of it.
  if (neverArrived(outcome.failure) || wasRefused(outcome)) return true;
  const method = requests === undefined ? outcome.request?.method : undefined;
  return method !== undefined && REPEATABLE.has(method);
}

/** All requests that were reported have been answered, so the one that failed was not among them. */
const failedElsewhere = (outcome: Outcome, requests: readonly RequestRecord[]): boolean =>
  outcome.error !== undefined &&
  outcome.failure !== 'rejected' &&
  requests.every((request) => request.failure === undefined && request.response !== undefined) &&
  !requests.some((request) => request.response === outcome.response);

const neverDone = (request: RequestRecord): boolean =>
  neverArrived(request.failure) || (request.response !== undefined && wasRefused(request.response));

const neverArrived = (failure: Outcome['failure']): boolean => failure === 'dns' || failure === 'connect';

/** The server turned the request away before it did anything: 429, or 503 that names a time to come back. */
function wasRefused(response: unknown): boolean {
  const status = statusOf(response);
  if (status === 429) return true;
  return (
    status === 503 && readHeader((response as { headers?: unknown }).headers, 'retry-after') !== undefined
  );
}
