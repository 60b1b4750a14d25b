import { AsyncResource } from 'node:async_hooks';
import type { AttemptRecord } from '../../attempt/record.js';
import type { AttemptScope, Call, Listener } from '../../attempt.js';
import { isPromise, rejecting } from '../../basics/promise.js';
import type { Task } from '../../clock/agenda.js';
import { now, start, stop } from '../../clock.js';
import { discard, type Outcome, threw } from '../../outcome.js';
import type { Follower } from '../../scope/link.js';
import { protect } from '../../telemetry/redact.js';
import type { Hook } from '../asking/hook.js';
import { prepared } from '../asking/prepared.js';
import { recovered } from '../decision/cooldowns.js';
import { CallState } from '../decision/decision.js';
import { isPlain, type Plain } from '../decision/plain.js';
import type { Findings, Rulebook } from '../decision/rulebook.js';
import { remember } from '../history/history.js';
import { note, noteProblem } from '../history/line.js';
import { abandon, conclude, giveUpOn } from './conclude.js';
import { judge, type Verdict } from './judge.js';
import { begin, outcomeOf, type Strategies } from './pipeline.js';

/** Attempts in a row without a wait, before timers, sockets and signals get their turn. */
const BREATH = 100;

/**
 * Resolves the promise that the caller got: with a value, or with another promise. There is none that rejects it, for
 * each would weigh as much as the promise, and ten thousand calls may be waiting.
 */
export type Resolve = (result: unknown) => void;

/** What makes an attempt, and what decides about it. */
export interface Way extends Strategies {
  readonly book: Rulebook;
  readonly plain: Plain;
}

/**
 * Takes a call on whose first attempt did not simply succeed: is told how an attempt ended, asks the call's state what to
 * do, and does it. It alone waits. It is itself what is due after the wait and what the end of the call ends, and keeps
 * nothing of the attempts, for ten thousand calls may be waiting.
 *
 * It is an asynchronous resource: what comes after a wait has to run in the context in which the call was made, for
 * others keep their state in an `AsyncLocalStorage` too.
 */
export class Driver extends AsyncResource implements Listener, Follower, Task {
  before: Task = this;
  after: Task = this;
  readonly #way: Way;
  readonly #call: Call;
  readonly #state: CallState;
  readonly #resolve: Resolve;

  constructor(way: Way, call: Call, resolve: Resolve) {
    super('holdfast.call');
    this.#way = way;
    this.#call = call;
    this.#state = new CallState(way.book, call.startedAt);
    this.#resolve = resolve;
  }

  ended(attempt: AttemptScope, ok: boolean, result: unknown): void {
    this.runInAsyncScope(this.judge, this, attempt, outcomeOf(attempt, ok, result));
  }

  judge(attempt: AttemptScope, outcome: Outcome): void {
    try {
      if (outcome.ok && isPlain(outcome.value, attempt, this.#way.plain)) this.end(attempt, outcome, now());
      else this.decide(attempt, outcome);
    } catch (error) {
      this.cut(attempt, outcome, error);
    }
  }

  // Not #private ones, as in `Scope`.
  private decide(attempt: AttemptScope, outcome: Outcome): void {
    const call = this.#call;
    const endedAt = now();
    if (call.aborted) throw call.reason;
    // While this attempt is judged, it is the last one that failed.
    if (!outcome.ok) call.lastError = outcome.error;
    const verdict = judge(this.#state, attempt, outcome, endedAt);
    if (!isPromise(verdict)) this.act(attempt, endedAt, verdict);
    else
      verdict
        .then((known) => this.act(attempt, endedAt, known))
        .catch((error) => this.cut(attempt, outcome, error));
  }

  private act(attempt: AttemptScope, endedAt: number, { outcome, decision }: Verdict): void {
    if (!decision.retry) {
      this.end(attempt, conclude(attempt, outcome, decision, this.#way.book), endedAt, decision);
      return;
    }
    abandon(attempt, outcome, decision, endedAt);
    // What comes first is a login, which takes its time anyway.
    if (decision.first !== undefined) this.goOn(decision.first);
    else if (decision.delay > 0 || attempt.number % BREATH === 0) this.wait(decision.delay);
    else this.goOn();
  }

  private wait(ms: number): void {
    const call = this.#call;
    if (call.aborted) {
      this.abort(call.reason);
      return;
    }
    call.join(this);
    start(this, ms);
  }

  /** The wait is over. */
  due(): void {
    this.#call.leave(this);
    this.runInAsyncScope(this.goOn, this);
  }

  /** The call has ended while it waited, or while a hook ran. */
  abort(reason: unknown): void {
    stop(this);
    this.giveUp(threw(reason));
  }

  /** @param first to be done before the next attempt */
  private goOn(first?: Hook): void {
    const call = this.#call;
    const attempt = call.attempt();
    const way = this.#way;
    const { beforeRetry } = way.book;
    const hooks = first === undefined ? beforeRetry : [first, ...beforeRetry];
    const run = (): void => begin(attempt, way, this);
    if (hooks.length === 0) run();
    else prepared(attempt, hooks).then(run, (error) => this.abort(error));
  }

  /** `last` is what the call ends with; the findings know how the attempt itself did. */
  private end(attempt: AttemptScope, last: Outcome, endedAt: number, findings?: Findings): void {
    const own = findings?.outcome ?? last;
    const line = note(attempt, own, endedAt, findings);
    if (own.ok) recovered(attempt);
    attempt.close();
    this.finish(last, line);
  }

  /** The call has ended while the attempt was judged, or the judging went wrong. */
  private cut(attempt: AttemptScope, outcome: Outcome, error: unknown): void {
    // Who could not be asked, or looked at, is no reason to lose an error.
    const isProblem = !outcome.ok && !attempt.aborted;
    const ending = isProblem ? outcome : threw(error, attempt);
    let line: AttemptRecord | undefined;
    try {
      if (isProblem) noteProblem(attempt, error);
      line = note(attempt, outcome.ok ? ending : outcome, now());
      if (!isProblem) discard(outcome);
    } catch {
      // What cannot be looked at is neither described nor let go of. The call ends all the same.
    }
    attempt.close();
    this.giveUp(ending, line);
  }

  private giveUp(ending: Outcome, line?: AttemptRecord): void {
    const call = this.#call;
    // What ended the call around it as well is for that call's policy to judge.
    if (!call.parent?.aborted) giveUpOn(ending, call, this.#way.book);
    this.finish(ending, line);
  }

  /**
   * Gives the caller the value or the error.
   *
   * @param line of the attempt that ended the call
   */
  private finish({ ok, value, error: thrown }: Outcome, line: AttemptRecord | undefined): void {
    const call = this.#call;
    call.close();
    if (ok) {
      remember(value, call, line);
      this.#resolve(value);
      return;
    }
    const error = protect(thrown);
    // What ended the call around this one tells of that call.
    if (!call.parent?.aborted || call.parent.reason !== error) remember(error, call, line);
    this.#resolve(rejecting(error));
  }
}
