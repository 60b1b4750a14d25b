import type { Attempt } from '../attempt.js';
import { isPromise } from '../basics/promise.js';
import { type Outcome, pendingBody } from '../outcome.js';
import { answerOf, describe, type Predicate } from '../predicates/index.js';
import { protect } from '../telemetry/redact.js';
import type { Steps } from './settle.js';
import { waiting } from './waiting.js';

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

/** A function of the user's that looks at an outcome. */
type Look = (outcome: Outcome, attempt: Attempt) => unknown;

/** Puts a question to an outcome whose answer is yes or no. A function, which is truthy, is neither. */
export function* ask(question: Look, label: string, outcome: Outcome, attempt: Attempt): Steps<Answer> {
  const { value, problem } = yield* hear(question, label, outcome, attempt);
  try {
    return { value: answerOf(value, label), problem };
  } catch (noAnswer) {
    return { value: undefined, problem: noAnswer };
  }
}

/**
 * What a user's function says of an outcome. A promise is waited for and never taken for an answer. A function that looks
 * at the body of a fetch response is asked again once that body is read, and only then is it read at all.
 *
 * @param label the function, for the messages of time limits
 */
export function* hear(question: Look, label: string, outcome: Outcome, attempt: Attempt): Steps<Answer> {
  for (;;) {
    const answer = yield* once(question, label, outcome, attempt);
    const reading = pendingBody(outcome);
    if (reading === undefined) return answer;
    yield* waiting(attempt, `the body that ${label} reads`, reading);
  }
}

function* once(question: Look, label: string, outcome: Outcome, attempt: Attempt): Steps<Answer> {
  try {
    const said = question(outcome, attempt);
    return { value: isPromise(said) ? yield* waiting(attempt, label, said) : said, problem: undefined };
  } catch (problem) {
    return threwInstead(problem, label);
  }
}

/** Instead of an answer. It goes into the history, and whoever was asked may have made a request of its own. */
export const threwInstead = (problem: unknown, label: string): Answer => ({
  value: undefined,
  problem: protect(problem ?? new TypeError(`${label} threw ${problem}`)),
});
