import { Inside } from '../attempt/inside.js';
import type { AttemptRecord } from '../attempt/record.js';
import { type Attempt, type AttemptScope, type Call, enclosing } from '../attempt.js';
import { hasIdentity } from '../basics/objects.js';
import { shared } from '../basics/shared.js';
import { now } from '../clock.js';
import { HoldfastError } from '../errors.js';
import { causes, codeOf } from '../failure.js';
import { type Outcome, returnedStatus } from '../outcome.js';
import { attempts, tell } from '../telemetry/attempts.js';
import { ties } from './ties.js';

/** What a decision says about an attempt that has ended, for its line in the history. */
export interface Remark {
  readonly reason: string | undefined;
  readonly rule: string | undefined;
  readonly problem: unknown;
}

const NO_REMARK: Remark = { reason: undefined, rule: undefined, problem: undefined };

/** What is kept of a call as long as its result lives: not the call, which would keep its arguments and responses. */
interface History {
  readonly startedAt: number;
  readonly lines: readonly AttemptRecord[];
}

// An error made under one copy of the package is asked about in another.
const histories = shared('history@1', () => ties<History>());

const problems = new WeakMap<object, unknown>();

/** For the attempt's line: what went wrong beside it and did not end it. */
export const noteProblem = (attempt: AttemptScope, problem: unknown): void =>
  void problems.set(attempt, problem);

/**
 * Writes an attempt's line, and tells it whoever listens.
 *
 * @param delay the wait after it
 */
export function note(
  attempt: AttemptScope,
  outcome: Outcome,
  endedAt: number,
  remark?: Remark,
  delay?: number,
): AttemptRecord {
  const line = record(attempt, outcome, endedAt, aboutOf(attempt), remark, delay);
  tell(attempt.method, line);
  return line;
}

/** Writes an attempt's line. */
function record(
  attempt: Pick<AttemptScope, 'number' | 'startedAt'> & { call: Pick<Call, 'startedAt'> },
  outcome: Pick<Outcome, 'error' | 'failure' | 'status'>,
  endedAt: number,
  about: About | undefined,
  remark = NO_REMARK,
  delay?: number,
): AttemptRecord {
  const { error, failure, status } = outcome;
  const { reason, rule, problem = about?.problem } = remark;
  return Object.freeze({
    number: attempt.number,
    start: attempt.startedAt - attempt.call.startedAt,
    duration: endedAt - attempt.startedAt,
    status,
    code: error === undefined ? undefined : firstCode(error),
    failure,
    reason,
    rule,
    delay,
    // Most lines have nothing of this to tell, and ten thousand calls may keep theirs while they wait.
    ...about,
    ...(problem !== undefined && { problem }),
  });
}

/** What a line says of an attempt besides how it ended. */
type About = Pick<AttemptRecord, 'reusedSocket' | 'replayed' | 'problem'>;

/** Of most attempts of which no client of ours reports there is nothing to say. */
function aboutOf(attempt: AttemptScope): About | undefined {
  const { requests } = attempt;
  const problem = problems.get(attempt);
  if (requests === undefined && problem === undefined) return undefined;
  return {
    reusedSocket: requests?.some((request) => request.reusedSocket === true),
    replayed: requests?.filter((request) => request.replayed).length || undefined,
    problem,
  };
}

function firstCode(error: unknown): string | undefined {
  for (const link of causes(error)) {
    const code = codeOf(link);
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/**
 * The last failure, as the cause of the next. Where that is an error of ours, what it was caused by: a call that polls
 * for days would else keep all that it ever refused.
 */
export function failureBefore({ lastError }: Call): unknown {
  return HoldfastError.is(lastError) ? (lastError.cause ?? lastError) : lastError;
}

/**
 * Ties a call's history to what it ended with. An inner call's longer history is not replaced by an outer's.
 *
 * @param last the line of the attempt that ended the call
 */
export function remember(carrier: unknown, { startedAt, records }: Call, last?: AttemptRecord): void {
  if (hasIdentity(carrier))
    keep(carrier, { startedAt, lines: last === undefined ? records : [...records, last] });
}

function keep(carrier: object, history: History): void {
  const known = histories.get(carrier);
  // Some functions return the same object each time: then it is that of an earlier call.
  const isInner = known !== undefined && known.startedAt >= history.startedAt;
  if (!isInner || known.lines.length <= history.lines.length) histories.set(carrier, history);
}

/** The history of a call whose first attempt succeeded. Its line is written when somebody asks: hardly anybody does. */
class AtOnce implements History {
  readonly startedAt: number;
  readonly #endedAt: number;
  readonly #status: number | undefined;
  readonly #about: About | undefined;

  constructor(value: unknown, attempt: AttemptScope, endedAt: number) {
    this.startedAt = attempt.startedAt;
    this.#endedAt = endedAt;
    this.#status = returnedStatus(value, attempt);
    this.#about = aboutOf(attempt);
  }

  get lines(): readonly AttemptRecord[] {
    const { startedAt } = this;
    const attempt = { number: 1, startedAt, call: { startedAt } };
    return [record(attempt, { status: this.#status }, this.#endedAt, this.#about)];
  }
}

/** As `remember`, for a call whose first attempt succeeded. */
export function rememberAtOnce(value: unknown, attempt: AttemptScope): void {
  if (hasIdentity(value) || attempts.hasSubscribers) keepAtOnce(value, attempt);
}

function keepAtOnce(value: unknown, attempt: AttemptScope): void {
  const history = new AtOnce(value, attempt, now());
  if (attempts.hasSubscribers) for (const line of history.lines) tell(attempt.method, line);
  if (hasIdentity(value)) keep(value, history);
}

/** Notes that a call's policy has given up on this error or value, so that a policy around it does not begin again. */
export function giveUp(carrier: unknown, call: Call): void {
  if (!hasIdentity(carrier)) return;
  for (let at = enclosing(call.parent); at !== undefined; at = enclosing(at.around)) {
    at.inside ??= new Inside();
    at.inside.givenUp ??= new WeakSet();
    at.inside.givenUp.add(carrier);
  }
}

/** Whether an inner policy gave up on what this attempt ended with, or on an error that it was caused by. */
export function wasGivenUp({ error, value }: Outcome, attempt: Attempt): boolean {
  // Kept by attempt, for the same object may be thrown again and again.
  const givenUp = (attempt as Partial<AttemptScope>).inside?.givenUp;
  if (givenUp === undefined) return false;
  for (const link of error === undefined ? [value] : causes(error))
    if (hasIdentity(link) && givenUp.has(link)) return true;
  return false;
}

/**
 * The attempts of the call that ended with this error or result, the oldest first: when each began and how long it
 * took, its status or error code, which rule fired, and the wait after it. Empty for what no guarded call returned.
 *
 * @example
 * try { await api.getItem('7') } catch (error) { console.log(attemptsOf(error).length) }
 */
export function attemptsOf(errorOrResult: unknown): readonly AttemptRecord[] {
  for (const link of causes(errorOrResult)) {
    const history = hasIdentity(link) ? histories.get(link) : undefined;
    if (history) return [...history.lines];
  }
  return [];
}
