import type { TransportLimits } from '../../src/attempt/guarded.js';
import { type AttemptScope, Call, type Idempotency, runIn } from '../../src/attempt.js';
import type { Scope } from '../../src/scope.js';

interface Setting {
  readonly parent?: Scope;
  readonly limits?: TransportLimits;
  readonly idempotency?: Idempotency;
}

/** An attempt as the engine makes them, without the engine. */
export function newAttempt({ parent, limits, idempotency }: Setting = {}): AttemptScope {
  const call = new Call({ method: 'T.m', limits, idempotency }, () => {}, undefined, [], parent);
  return call.attempt(1);
}

/** Runs `fn` as the engine runs a method. */
export const within = <T>(attempt: Scope, fn: () => T): T => runIn(attempt, fn, undefined);

/** What a promise was rejected with. */
export const rejection = (promise: Promise<unknown>): Promise<any> =>
  promise.then(
    (value) => {
      throw new Error(`expected a rejection, got ${String(value)}`);
    },
    (error: unknown) => error,
  );
