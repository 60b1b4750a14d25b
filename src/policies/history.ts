import type { AttemptRecord, AttemptScope, Call } from '../attempt.js';
import { causes } from '../failure.js';
import type { Outcome } from '../outcome.js';

/** What a decision says about an attempt that has ended, for its line in the history. */
export interface Remark {
  readonly reason?: string | undefined;
  readonly delay?: number | undefined;
  readonly problem?: unknown;
}

interface Memory {
  readonly calls: WeakMap<object, Call>;
  readonly givenUp: WeakSet<object>;
}

// On globalThis: an error made under one copy of the package is asked about in another.
const SLOT = Symbol.for('holdfast.history@1');
const slot = globalThis as { [SLOT]?: Memory };
slot[SLOT] ??= { calls: new WeakMap(), givenUp: new WeakSet() };
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
  return Object.freeze({
    number: attempt.number,
    start: attempt.startedAt - attempt.call.startedAt,
    duration: endedAt - attempt.startedAt,
    status,
    code: error === undefined ? undefined : codeOf(error),
    failure,
    reason: remark?.reason,
    delay: remark?.delay,
    reusedSocket: attempt.requests?.some((request) => request.reusedSocket === true),
    problem: remark?.problem,
  });
}

function codeOf(error: unknown): string | undefined {
  for (const link of causes(error)) {
    const code = isObject(link) ? Reflect.get(link, 'code') : undefined;
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/** Ties a call's history to what it ended with. An inner call's longer history is not replaced by an outer's. */
export function remember(carrier: unknown, call: Call): void {
  if (!isObject(carrier)) return;
  const known = memory.calls.get(carrier);
  if (known === undefined || known.records.length <= call.records.length) memory.calls.set(carrier, call);
}

/** Notes that a policy has given up on this error, so that a policy around it does not begin again. */
export function giveUp(error: unknown): void {
  if (isObject(error)) memory.givenUp.add(error);
}

/** Whether an inner policy gave up on this error, or on one that it was caused by. */
export function wasGivenUp(error: unknown): boolean {
  if (error === undefined) return false;
  for (const link of causes(error)) if (isObject(link) && memory.givenUp.has(link)) return true;
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
