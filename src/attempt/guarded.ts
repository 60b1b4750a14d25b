import { nameIn } from '../basics/named.js';
import type { AttemptRecord } from './record.js';

/** What hooks and predicates get, and what `currentAttempt()` returns inside a running method. */
export interface Attempt {
  /** Counts from 1. */
  readonly number: number;
  /** Aborts when the attempt's or the call's time is up, or the user ends the call. For fetch and SDKs. */
  readonly signal: AbortSignal;
  /** Milliseconds until the nearest deadline; `Infinity` without one. */
  remaining(): number;
  /** `'TodoApi.getItem'` */
  readonly method: string;
  /** The object on which the method was called. */
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** One key for all attempts of this call, under `@Idempotent`. */
  readonly idempotencyKey: string | undefined;
  /** The attempts of this call that have ended so far, the oldest first. A list of one's own each time it is asked for. */
  readonly history: readonly AttemptRecord[];
}

/** How `@Idempotent` wants its key sent. */
export interface Idempotency {
  /** Undefined where the server needs no key to know a repetition. */
  readonly header: string | undefined;
  readonly key: (attempt: Attempt) => string;
}

/** Limits that only the transport can keep. */
export interface TransportLimits {
  readonly connect?: number | undefined;
  readonly idle?: number | undefined;
}

/** What all calls of a method have in common. */
export interface Guarded {
  readonly idempotency?: Idempotency | undefined;
  readonly limits?: TransportLimits | undefined;
  /** `'TodoApi.getItem'`. Default: the name of the function. */
  readonly method?: string | undefined;
  /** Identifies the declared method, so that `super.m()` can be told from another call of `m`. */
  readonly owner?: object | undefined;
  /** Runs the function, if not on its object with its arguments. */
  readonly run?: ((fn: Fn, attempt: Attempt) => unknown) | undefined;
}

export type Fn = (...args: never[]) => unknown;

export const nameOf = ({ method }: Guarded, fn: Fn): string => method ?? nameIn(fn, 'anonymous');
