import { type AttemptScope, type Listener, runIn } from '../attempt.js';
import { type Outcome, returned, threw } from '../outcome.js';
import { enter, leave } from './repeatable.js';

/** What comes after a strategy: the rest of the pipeline, with the method at its end. */
export type Next = (attempt: AttemptScope) => Promise<Outcome>;

/** One strategy. How an attempt ended is a value here, never thrown from one strategy to another. */
export interface Strategy {
  /** Takes an attempt through the rest of the pipeline, and back: for what must know how it ended. */
  execute?(attempt: AttemptScope, next: Next): Promise<Outcome>;
  /** Prepares an attempt, where that is all there is to do. */
  prepare?(attempt: AttemptScope): void;
}

/** Puts strategies around the method, the first one outermost. Done once per policy, not per call. */
export const compose = (strategies: readonly Strategy[]): Next => strategies.reduceRight(around, invoke);

const around = (next: Next, strategy: Strategy): Next =>
  strategy.execute
    ? (attempt) => (strategy as Required<Strategy>).execute(attempt, next)
    : (attempt) => {
        strategy.prepare?.(attempt);
        return next(attempt);
      };

/** The innermost step. */
const invoke: Next = (attempt) =>
  new Promise((resolve) => {
    begin(attempt, { ended: (ok, result) => resolve(outcomeOf(attempt, ok, result)) });
  });

/** Runs the method, with the attempt around it for its requests to find. `listener` is told how that went. */
export function begin(attempt: AttemptScope, listener: Listener): void {
  if (attempt.aborted) {
    listener.ended(false, attempt.reason);
    return;
  }
  enter(attempt);
  let work: Promise<unknown>;
  try {
    work = Promise.resolve(runIn(attempt, callMethod, attempt));
  } catch (error) {
    work = Promise.reject(error);
  }
  attempt.watch(work, listener);
}

const callMethod = ({ what }: AttemptScope): unknown => what.fn.apply(what.self, what.args as never[]);

/** How an attempt ended, for those who ask. */
export function outcomeOf(attempt: AttemptScope, ok: boolean, result: unknown): Outcome {
  leave(attempt);
  return ok ? returned(result, attempt) : threw(result, attempt);
}
