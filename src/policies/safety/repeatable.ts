import { Inside } from '../../attempt/inside.js';
import type { RequestRecord } from '../../attempt/record.js';
import { type Attempt, type AttemptScope, enclosing } from '../../attempt.js';
import { statusOf } from '../../failure.js';
import { readHeader } from '../../headers.js';
import { isOfOthers } from '../../outcome/response.js';
import type { Outcome } from '../../outcome.js';

/** Methods that may be repeated: RFC 9110, section 9.2.2, and QUERY of RFC 10008. */
export const REPEATABLE: ReadonlySet<string | undefined> = new Set([
  'GET',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'QUERY',
]);

/** Whether the attempt can be run again without doing anything twice. */
export function isRepeatable(outcome: Outcome, attempt: Attempt): boolean {
  if ((attempt as Partial<AttemptScope>).idempotency !== undefined) return true;
  const requests = requestsOf(attempt);
  if (requests.some(mayBeDone)) return false;
  if (requests.length > 0 && !failedElsewhere(outcome, requests)) return true;
  // The request was made by a client that does not report it: only the outcome tells of it.
  if (neverArrived(outcome.failure) || wasRefused(outcome)) return true;
  return requests.length === 0 && REPEATABLE.has(outcome.request?.method);
}

/** Whether a response came of a request whose method nobody told, so that it is not repeated: that of `fetch`, say. */
export const isOfUnknownMethod = ({ request, response }: Outcome, attempt: Attempt): boolean =>
  response !== undefined &&
  request?.method === undefined &&
  (attempt as Partial<AttemptScope>).idempotency === undefined;

/** Something that must not be done twice was sent, and the server may have done it. */
const mayBeDone = (request: RequestRecord): boolean =>
  !REPEATABLE.has(request.method) && !neverArrived(request.failure) && !wasRefused(request.response);

/** The request that failed was not among those that were reported, for they have been answered, or this is no answer to them. */
function failedElsewhere(outcome: Outcome, requests: readonly RequestRecord[]): boolean {
  if (requests.some((request) => isAnswer(outcome.response, request))) return false;
  if (outcome.error === undefined) {
    const method = outcome.request?.method;
    return method === undefined ? isOfOthers(outcome.response) : !REPEATABLE.has(method);
  }
  return outcome.failure !== 'rejected' && !requests.some(hasFailed);
}

const isAnswer = (response: unknown, request: RequestRecord): boolean =>
  response !== undefined && request.response === response;

const hasFailed = ({ failure, response, replayed }: RequestRecord): boolean =>
  !replayed && (failure !== undefined || response === undefined);

const neverArrived = (failure: Outcome['failure']): boolean => failure === 'dns' || failure === 'connect';

/** The server turned the request away before it did anything: 429, or 503 that names a time to come back. */
function wasRefused(response: unknown): boolean {
  const status = statusOf(response);
  if (status === 429) return true;
  return (
    status === 503 && readHeader((response as { headers?: unknown }).headers, 'retry-after') !== undefined
  );
}

/** All that was sent on behalf of an attempt, by calls inside it too. */
function requestsOf(attempt: Attempt): readonly RequestRecord[] {
  const { requests = [], inside } = attempt as Partial<AttemptScope>;
  if (inside === undefined) return requests;
  return [...requests, ...inside.requests, ...[...inside.running].flatMap(requestsOf)];
}

/** An attempt begins: what it sends is known to the attempt around it from now on. */
export function enter(attempt: AttemptScope): void {
  const around = enclosing(attempt.around);
  if (around !== undefined) insideOf(around).running.add(attempt);
}

/** It has ended. */
export function leave(attempt: AttemptScope): void {
  const inside = enclosing(attempt.around)?.inside;
  if (inside?.running.delete(attempt)) keepTelling(inside, attempt);
}

/** The attempt around may last long: it keeps a few of the requests, of however many there were. */
function keepTelling(inside: Inside, attempt: AttemptScope): void {
  const known = [...inside.requests, ...requestsOf(attempt)];
  const telling = [known.find(mayBeDone), known.findLast(hasFailed), known.at(-1)];
  inside.requests = [...new Set(telling)].filter((request) => request !== undefined);
}

/**
 * It is none of its own after all: what it has sent, and what it started and sends later, the attempt around it sends.
 */
export function merge(attempt: AttemptScope): void {
  const around = enclosing(attempt.around);
  if (around === undefined) return;
  around.requests ??= [];
  around.requests.push(...(attempt.requests ?? []));
  attempt.requests = around.requests;
  const inside = insideOf(around);
  inside.running.delete(attempt);
  for (const running of attempt.inside?.running ?? []) inside.running.add(running);
  attempt.inside = inside;
}

function insideOf(attempt: AttemptScope): Inside {
  attempt.inside ??= new Inside();
  return attempt.inside;
}
