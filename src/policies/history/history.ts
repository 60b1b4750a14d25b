import type { AttemptRecord } from '../../attempt/record.js';
import type { AttemptScope, Call } from '../../attempt.js';
import { hasIdentity } from '../../basics/objects.js';
import { shared } from '../../basics/shared.js';
import { now } from '../../clock.js';
import { HoldfastError } from '../../errors.js';
import { causes } from '../../failure.js';
import { returnedStatus } from '../../outcome.js';
import { attempts, tell } from '../../telemetry/attempts.js';
import { type About, aboutOf, record } from './line.js';
import { ties } from './ties.js';

/** What is kept of a call as long as its result lives: not the call, which would keep its arguments and responses. */
interface History {
  readonly startedAt: number;
  readonly lines: readonly AttemptRecord[];
}

// An error made under one copy of the package is asked about in another.
const histories = shared('history@1', () => ties<History>());

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
    keep(carrier, { startedAt, lines: last === undefined ? records : records.concat(last) });
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
