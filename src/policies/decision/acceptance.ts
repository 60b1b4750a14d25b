import type { Attempt } from '../../attempt.js';
import { type Outcome, rejected } from '../../outcome.js';
import { describe } from '../../predicates/index.js';
import { type Asked, ask, labelOf, type Question } from '../asking/ask.js';
import type { Steps } from '../asking/settle.js';
import { isTransient } from '../safety/careful.js';
import { isTolerated } from '../safety/tolerated.js';
import type { Findings, Rulebook } from './rulebook.js';

/** An outcome after `@Accept` and `isValid` had their say. */
export interface Judged extends Findings {
  readonly valid: boolean;
  /** Someone's predicate refused it, whatever the status says. */
  readonly refused: boolean;
}

/** What `@Accept` and `isValid` say of an outcome; without any, its status. */
export function* accepted(
  { accept, isValid, shouldRetry }: Rulebook,
  outcome: Outcome,
  attempt: Attempt,
): Steps<Judged> {
  const judged = unjudged(outcome);
  for (const question of outcome.ok ? accept : []) {
    const { value, problem } = yield* ask(question.when, question, outcome, attempt);
    if (value) continue;
    const what = hasTripped(problem) ? `${labelOf(question)} threw` : describe(question.when);
    return refuse(judged, `not accepted: ${what}`, problem);
  }
  // A request that broke down is no matter of opinion, even where a status had already arrived.
  if (!outcome.ok && outcome.failure !== 'status') return judged;
  if (isValid !== undefined) {
    const { value, problem } = yield* ask(isValid, 'isValid', outcome, attempt);
    if (value) return { ...judged, valid: true };
    return refuse(
      judged,
      problem === undefined ? `isValid refused ${judged.reason}` : 'isValid threw',
      problem,
    );
  }
  if (!outcome.ok || shouldRetry === undefined || !isTransient(outcome.status)) return judged;
  if (isTolerated(outcome.response)) return judged;
  return { ...judged, valid: false, outcome: rejected(outcome, 'status') };
}

/** Nobody has said anything yet. */
export const unjudged = (outcome: Outcome): Judged => ({
  outcome,
  valid: outcome.ok,
  refused: false,
  reason: inWords(outcome),
  rule: undefined,
  problem: undefined,
});

/** The outcome is not good enough. An error stays the error it was, so that rules still know it by its failure. */
function refuse(judged: Judged, reason: string, problem = judged.problem): Judged {
  const outcome = rejected(judged.outcome, judged.outcome.failure ?? 'rejected');
  return { outcome, valid: false, refused: true, reason, rule: undefined, problem };
}

/** The same, because somebody's question was answered with yes. */
export function matched(judged: Judged, { when }: Question): Judged {
  const rule = describe(when);
  return { ...refuse(judged, rule), rule };
}

/** A predicate that throws has not accepted what came back. */
export function doubtful(judged: Judged, asked: Asked, problem: unknown): Judged {
  if (problem === undefined) return judged;
  const label = labelOf(asked);
  if (judged.valid) return refuse(judged, `${label} threw`, problem);
  return { ...judged, problem, reason: `${judged.reason}; ${label} threw` };
}

/** A schema throws what it found, which is no accident. */
const hasTripped = (problem: unknown): boolean =>
  problem !== undefined && !(problem instanceof Error && Object.hasOwn(problem, 'issues'));

function inWords(outcome: Outcome): string {
  const { failure, status } = outcome;
  if (failure === 'status' || failure === undefined)
    return status === undefined ? 'returned' : `status ${status}`;
  return failure;
}
