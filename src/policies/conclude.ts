import type { AttemptScope } from '../attempt.js';
import { now } from '../clock.js';
import { ResponseRejectedError } from '../errors.js';
import { type Outcome, returned, threw } from '../outcome.js';
import { giveUp } from './history.js';
import type { Decision, Rulebook } from './rulebook.js';

type Ending = Extract<Decision, { retry: false }>;

/** What the call ends with when there is no other attempt: the value, the original error, or the refused response. */
export function conclude(attempt: AttemptScope, outcome: Outcome, decision: Ending, book: Rulebook): Outcome {
  const last = finalOutcome(attempt, outcome, decision, book);
  if (!last.ok) {
    if (decision.hint !== undefined) tellHint(last.error, decision.hint);
    if (book.shouldRetry !== undefined || book.rules.length > 0) giveUp(last.error);
  }
  return last;
}

function finalOutcome(attempt: AttemptScope, outcome: Outcome, decision: Ending, book: Rulebook): Outcome {
  if (decision.error !== undefined) return threw(decision.error, attempt);
  if (!outcome.ok || decision.outcome.ok) return outcome;
  return book.onExhausted === 'return'
    ? returned(outcome.value, attempt)
    : threw(rejection(attempt, decision), attempt);
}

/** The error of a response that came back and was refused. */
export function rejection(
  attempt: AttemptScope,
  { outcome, reason, problem }: Decision,
): ResponseRejectedError {
  const { call, number, method } = attempt;
  const attempts = number === 1 ? '1 attempt' : `${number} attempts`;
  const status = outcome.status === undefined ? '' : `, status ${outcome.status}`;
  const message = `${method}: ${reason} (${attempts} in ${Math.round(now() - call.startedAt)} ms${status})`;
  const cause = problem ?? call.lastError;
  return new ResponseRejectedError(message, reason, outcome, cause === undefined ? undefined : { cause });
}

/** The error says what the server asked for and what is allowed, for code (`retryAfter`, ms) and for people. */
function tellHint(error: unknown, { asked, allowed, source }: NonNullable<Ending['hint']>): void {
  if (!(error instanceof Error)) return;
  Reflect.defineProperty(error, 'retryAfter', { value: asked, enumerable: true, configurable: true });
  Reflect.set(
    error,
    'message',
    `${error.message} (${source} asked to wait ${asked} ms, ${Math.floor(allowed)} ms is allowed)`,
  );
}
