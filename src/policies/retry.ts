import { type AttemptScope, runIn } from '../attempt.js';
import { now } from '../clock.js';
import { discard, type Outcome, threw } from '../outcome.js';
import { isPromise } from '../promise.js';
import { isTransient } from './careful.js';
import { conclude, rejection } from './conclude.js';
import { CallState } from './decision.js';
import { record } from './history.js';
import type { Next, Strategy } from './pipeline.js';
import type { Decision, Rulebook } from './rulebook.js';

/** The driver: runs attempts, asks the call's state what to do, and does it. It alone waits. */
export const retry = (bookFor: (self: unknown) => Rulebook): Strategy => ({
  async execute(first: AttemptScope, next: Next): Promise<Outcome> {
    const { call } = first;
    const book = bookFor(first.self);
    let state: CallState | undefined;
    for (let attempt = first; ; ) {
      const outcome = await next(attempt);
      if (isPlainSuccess(outcome, book)) return end(attempt, outcome);
      try {
        const endedAt = now();
        state ??= new CallState(book, call.startedAt);
        if (call.aborted) throw call.reason;
        const pending = state.decide(outcome, endedAt, attempt, call.remaining());
        const decision = isPromise(pending) ? await call.guard(pending) : pending;
        if (!decision.retry) return end(attempt, conclude(attempt, outcome, decision, book), decision);
        call.records.push(record(attempt, decision.outcome, endedAt, decision));
        call.lastError = outcome.ok ? rejection(attempt, decision) : outcome.error;
        // What the failed attempt left running must not go on beside the next one.
        attempt.abort(call.lastError);
        discard(outcome);
        if (decision.delay > 0) await call.sleep(decision.delay);
        attempt = await prepared(attempt.again(), book);
      } catch (error) {
        return end(attempt, threw(error, attempt));
      }
    }
  },
});

/** The way of most calls: nothing to ask, nothing to write down. */
const isPlainSuccess = (outcome: Outcome, { accept, rules, isValid, shouldRetry }: Rulebook): boolean =>
  outcome.ok &&
  isValid === undefined &&
  rules.length === 0 &&
  accept.length === 0 &&
  (shouldRetry === undefined || !isTransient(outcome.status));

/** Hooks run inside the call but outside the attempt: their requests share its deadline, not its fate. */
async function prepared(attempt: AttemptScope, { beforeRetry }: Rulebook): Promise<AttemptScope> {
  for (const hook of beforeRetry)
    await attempt.call.guard(Promise.resolve(runIn(attempt.call, hook, attempt)));
  attempt.startedAt = now();
  return attempt;
}

/** `outcome` is what the call ends with; a decision knows the attempt's own. */
function end(attempt: AttemptScope, outcome: Outcome, decision?: Decision): Outcome {
  const endedAt = now();
  // A wait or a hook that ended the call comes after the last attempt, which has its line already.
  const written = attempt.call.records.at(-1)?.number === attempt.number;
  attempt.call.lastRecord = written
    ? undefined
    : () => record(attempt, decision?.outcome ?? outcome, endedAt, decision);
  attempt.close();
  return outcome;
}
