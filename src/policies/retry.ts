import { type AttemptScope, runIn } from '../attempt.js';
import { now } from '../clock.js';
import { discard, type Outcome, threw } from '../outcome.js';
import { tell } from '../telemetry/attempts.js';
import { isTransient } from './careful.js';
import { conclude, endWith, rejection } from './conclude.js';
import { coolBy, recovered } from './cooling.js';
import { CallState } from './decision.js';
import { type Remark, record } from './history.js';
import { judge } from './judge.js';
import type { Next, Strategy } from './pipeline.js';
import type { Hook, Rulebook } from './rulebook.js';

/** Attempts in a row without a wait, before timers, sockets and signals get their turn. */
const BREATH = 100;

export class Retry implements Strategy {
  readonly #bookFor: (self: unknown) => Rulebook;

  constructor(bookFor: (self: unknown) => Rulebook) {
    this.#bookFor = bookFor;
  }

  /** What decides about the attempts of a call that is about to begin. */
  bookOf(first: AttemptScope): Rulebook {
    const book = this.#bookFor(first.self);
    if (book.cooldowns !== undefined) coolBy(first.call, book.cooldowns);
    return book;
  }

  async execute(first: AttemptScope, next: Next): Promise<Outcome> {
    const book = this.bookOf(first);
    return drive(first, await next(first), next, book);
  }
}

/** The driver: asks the call's state what to do after an attempt, and does it. It alone waits. */
export async function drive(
  first: AttemptScope,
  ended: Outcome,
  next: Next,
  book: Rulebook,
): Promise<Outcome> {
  const { call } = first;
  let outcome = ended;
  let state: CallState | undefined;
  for (let attempt = first; ; outcome = await next(attempt)) {
    if (outcome.ok && isPlain(outcome, book)) return end(attempt, outcome);
    try {
      const endedAt = now();
      if (call.aborted) throw call.reason;
      // While this attempt is judged, it is the last one that failed.
      if (!outcome.ok) call.lastError = outcome.error;
      state ??= new CallState(book, call.startedAt);
      const verdict = await judge(state, attempt, outcome);
      const { decision } = verdict;
      outcome = verdict.outcome;
      if (!decision.retry) return end(attempt, conclude(attempt, outcome, decision, book), decision);
      const line = record(attempt, decision.outcome, endedAt, decision);
      call.records.push(line);
      tell(attempt.method, line);
      call.lastError = outcome.ok ? rejection(attempt, decision) : outcome.error;
      // What the failed attempt left running must not go on beside the next one.
      attempt.abort(call.lastError);
      discard(outcome);
      if (decision.delay > 0 || attempt.number % BREATH === 0) await call.sleep(decision.delay);
      attempt = await prepared(attempt.again(), book, decision.first);
    } catch (error) {
      const ending = threw(error, attempt);
      // What ended the call around it as well is for that call's policy to judge.
      if (!call.parent?.aborted) endWith(ending, call, book);
      if (outcome.ok) discard(outcome);
      return end(attempt, ending, outcome.ok ? undefined : { outcome });
    }
  }
}

/** Whether what came back is a success that nobody has to be asked about. */
export const isPlain = (
  came: { readonly status?: number | undefined },
  { accept, rules, isValid, shouldRetry, logIn }: Rulebook,
): boolean =>
  logIn === undefined &&
  isValid === undefined &&
  rules.length === 0 &&
  accept.length === 0 &&
  (shouldRetry === undefined || !isTransient(came.status));

/** Hooks run inside the call but outside the attempt: their requests share its deadline, not its fate. */
export async function prepared(
  attempt: AttemptScope,
  { beforeRetry }: Rulebook,
  first?: Hook,
): Promise<AttemptScope> {
  const { call } = attempt;
  for (const hook of first === undefined ? beforeRetry : [first, ...beforeRetry]) {
    call.waitingFor = hook.name;
    await call.guard(Promise.resolve(runIn(call, hook, attempt)));
  }
  call.waitingFor = undefined;
  attempt.startedAt = now();
  return attempt;
}

/** `outcome` is what the call ends with; the remark knows the attempt's own. */
function end(attempt: AttemptScope, outcome: Outcome, remark?: Remark & { outcome: Outcome }): Outcome {
  const endedAt = now();
  // A wait or a hook that ended the call comes after the last attempt, which has its line already.
  const written = attempt.call.records.at(-1)?.number === attempt.number;
  attempt.call.lastRecord = written
    ? undefined
    : () => record(attempt, remark?.outcome ?? outcome, endedAt, remark);
  if (attempt.call.lastRecord) tell(attempt.method, attempt.call.lastRecord);
  if (attempt.number > 1 && (remark?.outcome ?? outcome).ok) recovered(attempt);
  attempt.close();
  return outcome;
}
