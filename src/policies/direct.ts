import type { AttemptScope, Listener } from '../attempt.js';
import { returned } from '../outcome.js';
import { deliver } from './deliver.js';
import { rememberAtOnce } from './history.js';
import { begin, compose, type Next, outcomeOf, type Strategy } from './pipeline.js';
import { leave } from './repeatable.js';
import { drive, isPlain, Retry } from './retry.js';
import type { Rulebook } from './rulebook.js';

/** A pipeline of which no strategy has to know how an attempt went, but retries if it did not go well. */
export interface Direct {
  readonly limits: readonly Strategy[];
  readonly retry: Retry;
  /** What is left of the pipeline inside of the retries. */
  readonly next: Next;
}

/** The direct way through these strategies, if they have one. */
export function directWay(strategies: readonly Strategy[]): Direct | undefined {
  const at = strategies.findIndex((strategy) => strategy instanceof Retry);
  const limits = strategies.filter((_, i) => i !== at);
  if (at < 0 || limits.some((strategy) => strategy.execute !== undefined)) return undefined;
  return { limits, retry: strategies[at] as Retry, next: compose(strategies.slice(at + 1)) };
}

/**
 * The way of most calls, which succeed at once: between the promise of the method and the one of the caller there is no
 * other, and neither an outcome nor a line of history is made until somebody asks. If the first attempt ends otherwise,
 * the driver goes on from there.
 */
export function goDirectly(direct: Direct, first: AttemptScope): Promise<unknown> {
  let book: Rulebook;
  try {
    book = direct.retry.bookOf(first);
  } catch (error) {
    return deliver(Promise.reject(error), first.call);
  }
  const promise = new Promise(hand);
  // At once: whatever runs next may be another call, which hands over its own.
  const resolve = handed;
  for (const limit of direct.limits) limit.prepare?.(first);
  begin(first, new FirstTry(direct, first, book, resolve));
  return promise;
}

let handed: (result: unknown) => void;
/** The same for all promises: a function for each, with all that it can see, weighs as much as the promise itself. */
const hand = (resolve: typeof handed): void => {
  handed = resolve;
};

/** Takes what became of a first attempt to the caller, or to the driver. */
class FirstTry implements Listener {
  readonly #direct: Direct;
  readonly #attempt: AttemptScope;
  readonly #book: Rulebook;
  readonly #resolve: (result: unknown) => void;

  constructor(direct: Direct, attempt: AttemptScope, book: Rulebook, resolve: (result: unknown) => void) {
    this.#direct = direct;
    this.#attempt = attempt;
    this.#book = book;
    this.#resolve = resolve;
  }

  ended(ok: boolean, result: unknown): void {
    const attempt = this.#attempt;
    if (ok && isAtOnce(result, attempt, this.#book)) {
      leave(attempt);
      rememberAtOnce(result, attempt);
      attempt.closeCall();
      this.#resolve(result);
      return;
    }
    const outcome = outcomeOf(attempt, ok, result);
    this.#resolve(deliver(drive(attempt, outcome, this.#direct.next, this.#book), attempt.call));
  }
}

/** What is no object has no status, unless a request had one. */
function isAtOnce(result: unknown, attempt: AttemptScope, book: Rulebook): boolean {
  const isBare = attempt.requests === undefined && (typeof result !== 'object' || result === null);
  try {
    return isPlain(isBare ? NOTHING : returned(result, attempt), book);
  } catch {
    // A getter of the user's: whoever asks again hears of it.
    return false;
  }
}

const NOTHING = {};
