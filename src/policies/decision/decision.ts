import { type Attempt, Call } from '../../attempt.js';
import { ignore, isPromise } from '../../basics/promise.js';
import { ConfigError, unexpected } from '../../errors.js';
import { type Outcome, rejected } from '../../outcome.js';
import type { Scope } from '../../scope.js';
import { ask, labelOf } from '../asking/ask.js';
import { type Steps, settle } from '../asking/settle.js';
import { isTransient } from '../safety/careful.js';
import { isFinal } from '../safety/final.js';
import { wasGivenUp } from '../safety/given-up.js';
import { isOfUnknownMethod } from '../safety/repeatable.js';
import { isTolerated } from '../safety/tolerated.js';
import { accepted, doubtful, type Judged, matched, unjudged } from './acceptance.js';
import { coolDown } from './cooldowns.js';
import { type Pace, waitFor } from './delay.js';
import { type OutcomeLike, whole } from './handmade.js';
import type { Rule } from './rule.js';
import { type Decision, ending, type Rulebook } from './rulebook.js';

/** How often a rule, or the policy itself, has had its way in this call, and the delays it gave. */
interface Track extends Pace {
  readonly owner: object | undefined;
  retries: number;
  /** The call's other tracks. */
  readonly others: Track | undefined;
}

/**
 * The state of one call, and the pure core of every retry decision: no timers, no I/O. The driver, tests on a virtual
 * clock and simulations all ask it the same question.
 */
export class CallState {
  readonly #book: Rulebook;
  readonly #startedAt: number;
  /** A list: nearly always there is but one. */
  #tracks: Track | undefined = undefined;
  #asked = 0;

  constructor(book: Rulebook, startedAt: number) {
    this.#book = book;
    this.#startedAt = startedAt;
  }

  /**
   * What to do after an attempt that ended with `outcome` at the monotonic time `now`.
   *
   * @throws ConfigError if a predicate answers with a promise: then await `decide`; and for what is no time
   */
  next(outcome: OutcomeLike, now: number, attempt?: Attempt): Decision {
    const decision = this.decide(outcome, now, attempt);
    if (!isPromise(decision)) return decision;
    ignore(decision);
    throw new ConfigError('next: a predicate of this policy is asynchronous; await decide() instead');
  }

  /**
   * As `next`, but a promise where a predicate needs time.
   *
   * @param left the time until the call's deadline
   * @param within the scope whose end ends the judging, with its reason
   */
  decide(
    outcome: OutcomeLike,
    now: number,
    attempt?: Attempt,
    left = Infinity,
    within?: Scope,
  ): Decision | Promise<Decision> {
    const elapsed = now - this.#startedAt;
    if (!Number.isFinite(elapsed)) throw unexpected('next', 'milliseconds since start', elapsed);
    this.#asked += 1;
    const around = attempt ?? detached(this.#asked, now);
    const steps = this.decision(whole(outcome), now, around, left);
    return settle(steps, within);
  }

  // The order of the steps is described in docs/how-it-works.md. Methods are not #private, as in `Scope`.
  private *decision(outcome: Outcome, now: number, attempt: Attempt, left: number): Steps<Decision> {
    const { abortOn, logIn, rules, shouldRetry } = this.#book;
    if (isTolerated(outcome.value)) return ending(unjudged(outcome));
    let judged = yield* accepted(this.#book, outcome, attempt);
    // No rule makes a body whole that was sent, or opens a client that was closed.
    if (!outcome.ok && isFinal(outcome.error) && !wasGivenUp(outcome, attempt)) return ending(judged);
    for (const question of abortOn) {
      const { value, problem } = yield* ask(question.when, question, judged.outcome, attempt);
      if (value) return ending(judged, labelOf(question));
      judged = doubtful(judged, question, problem);
    }
    if (logIn !== undefined) {
      const { value, problem } = yield* ask(logIn.when, logIn, judged.outcome, attempt);
      if (value) return logIn.decide(attempt, judged.outcome, matched(judged, logIn), this.trackOf(logIn));
      judged = doubtful(judged, logIn, problem);
    }
    for (const rule of rules) {
      const { value, problem } = yield* ask(rule.when, rule, judged.outcome, attempt);
      if (value && rule.ends !== undefined) return endedBy(rule, judged);
      if (value) return yield* this.again(matched(judged, rule), rule, now, attempt, left);
      judged = doubtful(judged, rule, problem);
    }
    if (judged.valid || shouldRetry === undefined) return ending(judged);
    const asked = judged.refused ? rejected(judged.outcome, 'rejected') : judged.outcome;
    const { value, problem } = yield* ask(shouldRetry, 'shouldRetry', asked, attempt);
    judged = doubtful(judged, 'shouldRetry', problem);
    if (value) return yield* this.again(judged, undefined, now, attempt, left);
    return ending(judged, this.unlessUnknown(judged, attempt));
  }

  /** Why it is not tried again; for those who wonder, also that only its HTTP method kept it from that. */
  private unlessUnknown({ outcome, reason, refused }: Judged, attempt: Attempt): string {
    const wouldBe = this.#book.maxRetries > 0 && (refused || isTransient(outcome.status));
    return wouldBe && isOfUnknownMethod(outcome, attempt) ? `${reason}, HTTP method unknown` : reason;
  }

  private *again(
    judged: Judged,
    rule: Rule | undefined,
    now: number,
    attempt: Attempt,
    left: number,
  ): Steps<Decision> {
    const book = this.#book;
    const counter = this.trackOf(rule?.maxRetries === undefined ? undefined : rule);
    const pace = this.trackOf(rule?.backoff === undefined ? undefined : rule);
    const sum = rule?.sum;
    const most = rule?.maxRetries ?? book.maxRetries;
    const backoff = rule?.backoff ?? book.backoff;
    // Others are to know, also where this call gives up.
    const shared = coolDown(backoff, judged.outcome, attempt, now, book);
    if (counter.retries >= most || (sum !== undefined && this.trackOf(sum).retries >= sum.maxRetries))
      return ending(judged);
    const room = Math.max(0, Math.min(left, book.maxDuration - (now - this.#startedAt)));
    const wait = yield* waitFor(judged.outcome, attempt, pace, backoff, book, room, shared);
    if (typeof wait === 'object') return { ...ending(judged), ...wait };
    counter.retries += 1;
    if (sum !== undefined) this.trackOf(sum).retries += 1;
    const { outcome, reason, rule: fired, problem } = judged;
    return { retry: true, delay: wait, reason, rule: fired, outcome, problem, first: undefined };
  }

  private trackOf(owner: object | undefined): Track {
    for (let track = this.#tracks; track !== undefined; track = track.others)
      if (track.owner === owner) return track;
    this.#tracks = { owner, retries: 0, turn: 0, previous: undefined, others: this.#tracks };
    return this.#tracks;
  }
}

/** What is returned stays as good as the predicates found it; what is thrown has been refused. */
function endedBy(rule: Rule, judged: Judged): Decision {
  const refused = matched(judged, rule);
  const { outcome } = rule.ends === 'throw' ? refused : judged;
  return { ...ending(refused), outcome, ends: rule.ends };
}

/** For decisions outside of any call: predicates still get an attempt. */
function detached(number: number, now: number): Attempt {
  const call = new Call({ method: 'simulated' }, () => {}, undefined, [], undefined);
  return Object.assign(call.attempt(number), { startedAt: now });
}
