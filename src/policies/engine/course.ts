import type { AttemptScope, Listener } from '../../attempt.js';
import type { Outcome } from '../../outcome.js';
import { coolBy } from '../decision/cooldowns.js';
import { isPlain, type Plain, plainIn } from '../decision/plain.js';
import type { Rulebook } from '../decision/rulebook.js';
import { rememberAtOnce } from '../history/history.js';
import { leave } from '../safety/repeatable.js';
import { Driver, type Resolve, type Way } from './driver.js';
import { begin, outcomeOf, type Strategies } from './pipeline.js';

/**
 * How the calls under a policy go. Most succeed at once: between the promise of the method and the one of the caller there
 * is no other, and neither an outcome nor a line of history is made until somebody asks. If the first attempt ends
 * otherwise, a driver goes on from there.
 */
export class Course implements Listener, Way {
  // Each call reads these. They are copied from the book to save a load, which counts where many methods are called in turn.
  declare readonly plain: Plain;
  readonly #cooldowns: Rulebook['cooldowns'];
  declare readonly total: Strategies['total'];
  declare readonly loggedIn: Strategies['loggedIn'];
  declare readonly attempt: Strategies['attempt'];
  declare readonly book: Rulebook;

  constructor(book: Rulebook, { total, loggedIn, attempt }: Strategies) {
    this.plain = plainIn(book);
    this.#cooldowns = book.cooldowns;
    this.total = total;
    this.loggedIn = loggedIn;
    this.attempt = attempt;
    this.book = book;
  }

  begin(first: AttemptScope): Promise<unknown> {
    // Stryker disable next-line ConditionalExpression: to note that there are none comes to the same, but makes the call an object.
    if (this.#cooldowns !== undefined) coolBy(first.call, this.#cooldowns);
    const promise = new Promise(hand);
    // Read at once, for the next call overwrites it.
    first.resolve = handed;
    begin(first, this, this);
    return promise;
  }

  /** What became of a first attempt. */
  ended(attempt: AttemptScope, ok: boolean, result: unknown): void {
    if (ok && isPlain(result, attempt, this.plain)) {
      leave(attempt);
      rememberAtOnce(result, attempt);
      attempt.closeCall();
      attempt.handOver()(result);
      return;
    }
    this.drive(attempt, outcomeOf(attempt, ok, result));
  }

  // Apart from `ended`, which V8 inlines as long as it is short.
  private drive(attempt: AttemptScope, outcome: Outcome): void {
    const tell = attempt.handOver();
    // What a method returns is heard in the context of its caller. What ended an attempt otherwise may be a timer of
    // nobody's: the function of a thenable is called in the context of the promise that is resolved with it.
    if (outcome.ok) this.judge(attempt, outcome, tell);
    // biome-ignore lint/suspicious/noThenProperty: it is one, that is the point.
    else tell({ then: this.judge.bind(this, attempt, outcome) });
  }

  private judge(attempt: AttemptScope, outcome: Outcome, resolve: Resolve): void {
    new Driver(this, attempt.call, resolve).judge(attempt, outcome);
  }
}

let handed: Resolve;
/** One executor for all promises: a closure for each would take as much memory as the promise itself. */
const hand = (resolve: Resolve): void => {
  handed = resolve;
};
