import type { Attempt } from '../attempt.js';
import { type Outcome, pendingBody } from '../outcome.js';
import { isPromise } from '../promise.js';
import type { Steps } from './settle.js';

/** What a user's function said about an outcome; `problem` is what it threw instead. */
export interface Answer {
  readonly value?: unknown;
  readonly problem?: unknown;
}

type Question = (outcome: Outcome, attempt: Attempt) => unknown;

/**
 * Puts a user's question to an outcome. A promise is waited for and never taken for an answer. A function that looks
 * at the body of a fetch response is asked again once that body is read, and only then is it read at all.
 */
export function* ask(question: Question, outcome: Outcome, attempt: Attempt): Steps<Answer> {
  for (;;) {
    const answer = yield* once(question, outcome, attempt);
    const reading = pendingBody(outcome);
    if (reading === undefined) return answer;
    yield reading;
  }
}

function* once(question: Question, outcome: Outcome, attempt: Attempt): Steps<Answer> {
  try {
    const said = question(outcome, attempt);
    return { value: isPromise(said) ? yield said : said };
  } catch (problem) {
    return { problem };
  }
}
