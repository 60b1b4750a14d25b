import type { Attempt } from '../../attempt.js';
import { isPromise } from '../../basics/promise.js';
import { type Outcome, pendingBody } from '../../outcome.js';
import { answerOf, describe, type Predicate } from '../../predicates/index.js';
import { protect } from '../../telemetry/redact.js';
import type { Steps } from './settle.js';
import { waiting } from './waiting.js';

/** A user's predicate, and who stated it: `@AbortOn`. */
export interface Question {
  readonly when: Predicate;
  readonly by?: string | undefined;
}

/** Who is asked, for messages: whoever stated a question, or what a function is called. */
export type Asked = Question | string;

/** What messages call it: `@AbortOn status(503)`. To be put together for these only, for each call asks. */
export const labelOf = (asked: Asked): string =>
  typeof asked === 'string' ? asked : `${asked.by ?? 'rule'} ${describe(asked.when)}`;

/** What a user's function said about an outcome; `problem` is what it threw instead. */
export interface Answer {
  readonly value: unknown;
  readonly problem: unknown;
}

/** A function of the user's that looks at an outcome. */
type Look = (outcome: Outcome, attempt: Attempt) => unknown;

/** A function, which is truthy, is neither yes nor no. */
const yesOrNo = (said: unknown, asked: Asked): unknown =>
  typeof said === 'function' ? answerOf(said, labelOf(asked)) : said;

/**
 * What a user's function says of an outcome. A promise is waited for and never taken for an answer. A function that looks
 * at the body of a fetch response is asked again once that body is read, and only then is it read at all.
 *
 * @param read makes the answer of what was said
 */
export function* ask(
  question: Look,
  asked: Asked,
  outcome: Outcome,
  attempt: Attempt,
  read = yesOrNo,
): Steps<Answer> {
  for (;;) {
    let answer: Answer;
    try {
      const said = question(outcome, attempt);
      const known = isPromise(said) ? yield* waiting(attempt, labelOf(asked), said) : said;
      answer = { value: read(known, asked), problem: undefined };
    } catch (problem) {
      answer = threwInstead(problem, labelOf(asked));
    }
    const reading = pendingBody(outcome);
    if (reading === undefined) return answer;
    yield* waiting(attempt, `the body that ${labelOf(asked)} reads`, reading);
  }
}

/** Instead of an answer. It goes into the history, and whoever was asked may have made a request of its own. */
export const threwInstead = (problem: unknown, label: string): Answer => ({
  value: undefined,
  problem: protect(problem ?? new TypeError(`${label} threw ${problem}`)),
});
