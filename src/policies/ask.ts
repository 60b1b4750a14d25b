import type { Attempt, AttemptScope } from '../attempt.js';
import { type Outcome, pendingBody } from '../outcome.js';
import { answerOf, describe, type Predicate } from '../predicates/index.js';
import { isPromise } from '../promise.js';
import { protect } from '../telemetry/redact.js';
import type { Steps } from './settle.js';

/** A user's predicate, and who stated it: `@AbortOn`. */
export interface Question {
  readonly when: Predicate;
  readonly by?: string | undefined;
}

/** What messages call it: `@AbortOn status(503)`. */
export const labelOf = ({ by = 'rule', when }: Question): string => `${by} ${describe(when)}`;

/** What a user's function said about an outcome; `problem` is what it threw instead. */
export interface Answer {
  readonly value: unknown;
  readonly problem: unknown;
}

/**
 * Puts a user's question to an outcome. A promise is waited for and never taken for an answer. A function that looks
 * at the body of a fetch response is asked again once that body is read, and only then is it read at all.
 *
 * @param label the function, for the messages of time limits
 */
export function* ask(
  question: (outcome: Outcome, attempt: Attempt) => unknown,
  label: string,
  outcome: Outcome,
  attempt: Attempt,
): Steps<Answer> {
  for (;;) {
    const answer = yield* once(question, label, outcome, attempt);
    const reading = pendingBody(outcome);
    if (reading === undefined) return answer;
    yield* waited(attempt, `the body that ${label} reads`, reading);
  }
}

function* once(
  question: (outcome: Outcome, attempt: Attempt) => unknown,
  label: string,
  outcome: Outcome,
  attempt: Attempt,
): Steps<Answer> {
  try {
    const said = answerOf(question(outcome, attempt), label);
    return { value: isPromise(said) ? yield* waited(attempt, label, said) : said, problem: undefined };
  } catch (problem) {
    // It goes into the history, and a predicate may have made a request of its own.
    return { value: undefined, problem: protect(problem ?? new TypeError(`${label} threw ${problem}`)) };
  }
}

function* waited(attempt: Attempt, what: string, promise: PromiseLike<unknown>): Steps<unknown> {
  const { call } = attempt as Partial<AttemptScope>;
  if (call === undefined) return yield promise;
  call.waitingFor = what;
  try {
    return yield promise;
  } finally {
    call.waitingFor = undefined;
  }
}
