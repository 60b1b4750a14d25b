import type { Attempt, AttemptRecord, AttemptScope, Call } from '../attempt.js';
import { HoldfastError } from '../errors.js';
import { causes } from '../failure.js';
import type { Outcome } from '../outcome.js';
import type { Scope } from '../scope.js';
import { bare } from './bare.js';

/** What a decision says about an attempt that has ended, for its line in the history. */
export interface Remark {
  readonly reason?: string | undefined;
  readonly delay?: number | undefined;
  readonly problem?: unknown;
}

interface Memory {
  readonly calls: WeakMap<object, Call>;
  readonly givenUp: WeakMap<object, Call>;
}

// On globalThis: an error made under one copy of the package is asked about in another.
const SLOT = Symbol.for('holdfast.history@1');
const slot = globalThis as { [SLOT]?: Memory };
slot[SLOT] ??= { calls: new WeakMap(), givenUp: new WeakMap() };
const memory: Memory = slot[SLOT];

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Writes an attempt's line. */
export function record(
  attempt: AttemptScope,
  outcome: Outcome,
  endedAt: number,
  remark?: Remark,
): AttemptRecord {
  const { error, failure, status } = outcome;
  const { reason, delay, problem } = bare(remark ?? {});
  return Object.freeze({
    number: attempt.number,
    start: attempt.startedAt - attempt.call.startedAt,
    duration: endedAt - attempt.startedAt,
    status,
    code: error === undefined ? undefined : codeOf(error),
    failure,
    reason,
    delay,
    reusedSocket: attempt.requests?.some((request) => request.reusedSocket === true),
    replayed: attempt.requests?.filter((request) => request.replayed).length || undefined,
    problem,
  });
}

function codeOf(error: unknown): string | undefined {
  for (const link of causes(error)) {
    const code = isObject(link) ? Reflect.get(link, 'code') : undefined;
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

/** Ties a call's history to what it ended with. An inner call's longer history is not replaced by an outer's. */
export function remember(carrier: unknown, call: Call): void {
  if (!isObject(carrier)) return;
  const known = memory.calls.get(carrier);
  const richer = known !== undefined && known.records.length > call.records.length && isInside(known, call);
  if (!richer) memory.calls.set(carrier, call);
}

/** Notes that a call's policy has given up on this error or value, so that a policy around it does not begin again. */
export function giveUp(carrier: unknown, call: Call): void {
  if (isObject(carrier)) memory.givenUp.set(carrier, call);
}

/** Whether an inner policy gave up on what this attempt ended with, or on an error that it was caused by. */
export function wasGivenUp({ error, value }: Outcome, attempt: Attempt): boolean {
  for (const link of error === undefined ? [value] : causes(error)) {
    const call = isObject(link) ? memory.givenUp.get(link) : undefined;
    // Not by another call, for the same object may be thrown again and again.
    if (call !== undefined && isInside(call, attempt)) return true;
  }
  return false;
}

function isInside(scope: Scope, around: object): boolean {
  for (let at = scope.parent; at !== undefined; at = at.parent) if (at === around) return true;
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
    const call = isObject(link) ? memory.calls.get(link) : undefined;
    if (call) return call.lastRecord === undefined ? [...call.records] : [...call.records, call.lastRecord()];
  }
  return [];
}
