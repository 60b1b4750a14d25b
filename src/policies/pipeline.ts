import { type AttemptScope, runIn } from '../attempt.js';
import { type Outcome, returned, threw } from '../outcome.js';

/** What comes after a strategy: the rest of the pipeline, with the method at its end. */
export type Next = (attempt: AttemptScope) => Promise<Outcome>;

/** One strategy. How an attempt ended is a value here, never thrown from one strategy to another. */
export interface Strategy {
  execute(attempt: AttemptScope, next: Next): Promise<Outcome>;
}

/** Puts strategies around the method, the first one outermost. Done once per policy, not per call. */
export const compose = (strategies: readonly Strategy[]): Next =>
  strategies.reduceRight<Next>((next, strategy) => (attempt) => strategy.execute(attempt, next), invoke);

/** The innermost step: runs the method, with the attempt around it for its requests to find. */
async function invoke(attempt: AttemptScope): Promise<Outcome> {
  if (attempt.aborted) return threw(attempt.reason, attempt);
  try {
    const result = runIn(attempt, call, attempt);
    const value = attempt.cancellable ? await attempt.guard(Promise.resolve(result)) : await result;
    return returned(value, attempt);
  } catch (error) {
    return threw(error, attempt);
  }
}

const call = ({ call: { what } }: AttemptScope): unknown => what.fn.apply(what.self, what.args as never[]);
