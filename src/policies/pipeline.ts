import { type AttemptScope, type Listener, runIn } from '../attempt.js';
import { type Outcome, returned, threw } from '../outcome.js';
import { enter, leave } from './repeatable.js';

/** One strategy: prepares an attempt. A promise is waited for. */
export interface Strategy {
  prepare(attempt: AttemptScope): void | Promise<void>;
}

/**
 * Lets strategies prepare an attempt, the outermost first, and then runs the method. `listener` is told how that went:
 * how an attempt ended is a value here, and is never thrown.
 */
export function begin(
  attempt: AttemptScope,
  strategies: readonly Strategy[],
  listener: Listener,
  from = 0,
): void {
  for (let at = from; ; at++) {
    const strategy = strategies[at];
    if (strategy === undefined) {
      run(attempt, listener);
      return;
    }
    const pending = strategy.prepare(attempt);
    if (pending === undefined) continue;
    pending.then(
      () => begin(attempt, strategies, listener, at + 1),
      (error) => listener.ended(attempt, false, error),
    );
    return;
  }
}

/** Runs the method, with the attempt around it for its requests to find. */
function run(attempt: AttemptScope, listener: Listener): void {
  if (attempt.aborted) {
    listener.ended(attempt, false, attempt.reason);
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

const callMethod = (attempt: AttemptScope): unknown => {
  const { what, fn, self, args } = attempt;
  return what.run === undefined ? fn.apply(self, args as never[]) : what.run(fn, attempt);
};

/** How an attempt ended, for those who ask. */
export function outcomeOf(attempt: AttemptScope, ok: boolean, result: unknown): Outcome {
  leave(attempt);
  return ok ? returned(result, attempt) : threw(result, attempt);
}
