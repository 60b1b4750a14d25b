import type { AttemptScope, Call } from '../../attempt.js';
import { isError } from '../../basics/objects.js';
import { now } from '../../clock.js';
import { causedBy, ResponseRejectedError } from '../../errors.js';
import { discard, type Outcome, returned, threw } from '../../outcome.js';
import { protect } from '../../telemetry/redact.js';
import type { Again, Decision, Ending, RefusedHint, Rulebook } from '../decision/rulebook.js';
import { failureBefore } from '../history/history.js';
import { note } from '../history/line.js';
import { noteGivenUp } from '../safety/given-up.js';

/** What the call ends with when there is no other attempt: the value, the original error, or the refused response. */
export function conclude(attempt: AttemptScope, outcome: Outcome, ending: Ending, book: Rulebook): Outcome {
  const last = finalOutcome(attempt, outcome, ending, book);
  if (ending.hint !== undefined) tellHint(last.error, ending.hint);
  if (!last.ok || !ending.outcome.ok) giveUpOn(last, attempt.call, book);
  return last;
}

/** The call fails with this. Policies around it are not to begin anew, unless this one retries nothing. */
export function giveUpOn({ ok, value, error }: Outcome, call: Call, book: Rulebook): void {
  if (book.shouldRetry !== undefined || book.rules.length > 0 || book.logIn !== undefined)
    // Who is outside gets to see the copy of an error that could not be changed.
    noteGivenUp(ok ? value : protect(error), call);
}

function finalOutcome(attempt: AttemptScope, outcome: Outcome, decision: Ending, book: Rulebook): Outcome {
  if (decision.error !== undefined) return threw(decision.error, attempt);
  if (decision.ends === 'return' && outcome.response !== undefined)
    return returned(outcome.ok ? outcome.value : outcome.response, attempt);
  if (!outcome.ok || decision.outcome.ok) return outcome;
  return book.onExhausted === 'return' && decision.ends !== 'throw'
    ? returned(outcome.value, attempt)
    : threw(rejection(attempt, decision), attempt);
}

/** There is to be another attempt: writes the line of this one, and ends what it left running. */
export function abandon(attempt: AttemptScope, outcome: Outcome, decision: Again, endedAt: number): void {
  const { call } = attempt;
  call.write(note(attempt, decision.outcome, endedAt, decision, decision.delay));
  call.lastError = outcome.ok ? rejection(attempt, decision) : outcome.error;
  // It must not go on beside the next one.
  attempt.abort(call.lastError);
  discard(outcome);
}

/** The error of a response that came back and was refused. */
export function rejection(
  attempt: AttemptScope,
  { outcome, reason, problem }: Pick<Decision, 'outcome' | 'reason' | 'problem'>,
): ResponseRejectedError {
  const message = `${attempt.method}: ${reason} ${facts(attempt, outcome)}`;
  const cause = problem ?? failureBefore(attempt.call);
  return new ResponseRejectedError(message, reason, outcome, causedBy(cause));
}

/** How far the call has got, for messages. */
export const facts = ({ call, number }: AttemptScope, outcome: Outcome): string =>
  `(${number} attempt${number === 1 ? '' : 's'} in ${Math.round(now() - call.startedAt)} ms${lastStatus(outcome)})`;

export const lastStatus = ({ status }: Outcome): string => (status === undefined ? '' : `, status ${status}`);

/** The error says what the server asked for and what is allowed, for code (`retryAfter`, ms) and for people. */
function tellHint(error: unknown, { asked, allowed, source }: RefusedHint): void {
  if (!isError(error)) return;
  Reflect.defineProperty(error, 'retryAfter', { value: asked, enumerable: true, configurable: true });
  const request = `${source} asked to wait ${asked} ms`;
  // The policy of a call around this one may have the same to say.
  if (`${error.message}`.includes(request)) return;
  Reflect.set(error, 'message', `${error.message} (${request}, ${Math.floor(allowed)} ms is allowed)`);
}
