import { type AttemptScope, type Listener, runIn } from '../../attempt.js';
import { type Outcome, returned, threw } from '../../outcome.js';
import { enter, leave } from '../safety/repeatable.js';

/** One strategy: prepares an attempt. */
export interface Strategy<Answer = void> {
  prepare(attempt: AttemptScope): Answer;
}

/**
 * What prepares an attempt, the outermost first. Fields and not a list, which would be one more object to load where
 * many methods are called in turn.
 */
export interface Strategies {
  readonly total: Strategy | undefined;
  /** A promise is waited for. */
  readonly loggedIn: Strategy<Promise<void> | undefined> | undefined;
  readonly attempt: Strategy | undefined;
}

/**
 * Lets strategies prepare an attempt, and then runs the method. `listener` is told how that went: how an attempt ended is
 * a value here, and is never thrown.
 */
export function begin(attempt: AttemptScope, strategies: Strategies, listener: Listener): void {
  strategies.total?.prepare(attempt);
  const pending = strategies.loggedIn?.prepare(attempt);
  if (pending === undefined) run(attempt, strategies, listener);
  else runAfter(pending, attempt, strategies, listener);
}

function runAfter(
  pending: Promise<void>,
  attempt: AttemptScope,
  strategies: Strategies,
  listener: Listener,
): void {
  pending.then(
    () => run(attempt, strategies, listener),
    (error) => listener.ended(attempt, false, error),
  );
}

/** Runs the method, with the attempt around it for its requests to find. */
function run(attempt: AttemptScope, strategies: Strategies, listener: Listener): void {
  strategies.attempt?.prepare(attempt);
  if (attempt.aborted) {
    listener.ended(attempt, false, attempt.reason);
    return;
  }
  enter(attempt);
  let work: Promise<unknown>;
  try {
    work = runIn(attempt, callMethod, attempt);
  } catch (error) {
    work = Promise.reject(error);
  }
  attempt.watch(work, listener);
}

// Made a promise within the attempt: what begins only when its `then` is called, as queries of databases do, begins there.
const callMethod = (attempt: AttemptScope): Promise<unknown> => {
  const { what, fn, self, args } = attempt;
  return Promise.resolve(what.run === undefined ? fn.apply(self, args as never[]) : what.run(fn, attempt));
};

/** How an attempt ended, for those who ask. */
export function outcomeOf(attempt: AttemptScope, ok: boolean, result: unknown): Outcome {
  leave(attempt);
  return ok ? returned(result, attempt) : threw(result, attempt);
}
