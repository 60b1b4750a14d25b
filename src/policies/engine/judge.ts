import type { AttemptScope } from '../../attempt.js';
import { isPromise } from '../../basics/promise.js';
import { now } from '../../clock.js';
import type { TimeoutError } from '../../errors.js';
import { discard, type Outcome, threw } from '../../outcome.js';
import { Scope } from '../../scope.js';
import type { CallState } from '../decision/decision.js';
import { doesNotFit } from '../decision/delay.js';
import { type Decision, ending } from '../decision/rulebook.js';

/** How an attempt ended, and what to do about it. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly decision: Decision;
}

/**
 * Asks what to do after an attempt. The attempt's limit holds until that is known, for a body may have to be read first
 * and a predicate may take its time: an attempt that is not judged in time has failed by its limit.
 */
export function judge(
  state: CallState,
  attempt: AttemptScope,
  outcome: Outcome,
  endedAt: number,
): Verdict | Promise<Verdict> {
  if (attempt.aborted) return judgeLate(state, attempt, outcome);
  const decision = decided(state, attempt, outcome, endedAt, attempt);
  if (!isPromise(decision)) return { outcome, decision };
  return decision.then(
    (decision) => ({ outcome, decision }),
    (error) => {
      if (attempt.call.aborted || !attempt.aborted) throw error;
      return judgeLate(state, attempt, outcome);
    },
  );
}

/** The predicates are asked about the limit too, for as long as the attempt had. Then it is the end of the call. */
async function judgeLate(state: CallState, attempt: AttemptScope, outcome: Outcome): Promise<Verdict> {
  discard(outcome);
  const late = threw(attempt.reason, attempt);
  const extra = new Scope(attempt.call);
  extra.limit((attempt.reason as TimeoutError).limit, () => attempt.reason);
  try {
    return { outcome: late, decision: await decided(state, attempt, late, now(), extra) };
  } finally {
    extra.close();
  }
}

function decided(
  state: CallState,
  attempt: AttemptScope,
  outcome: Outcome,
  endedAt: number,
  within: Scope,
): Decision | Promise<Decision> {
  const { call } = attempt;
  const pending = state.decide(outcome, endedAt, attempt, call.remaining(), within);
  if (!isPromise(pending)) return pending;
  return pending.then((decision) => {
    // Judging took time, so that a wait which fitted may not fit any more.
    const left = call.remaining();
    if (!decision.retry || decision.delay < left) return decision;
    return ending(decision, doesNotFit(decision.delay, left));
  });
}
