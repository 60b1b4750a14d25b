import type { Attempt } from '../../attempt.js';
import type { Backoff, Cooldown } from '../../backoff/index.js';
import { unexpected } from '../../errors.js';
import type { Outcome } from '../../outcome.js';
import type { Predicate } from '../../predicates/index.js';
import type { Question } from '../asking/ask.js';
import type { Hook } from '../asking/hook.js';
import type { Remark } from '../history/line.js';
import type { Rule } from './rule.js';

/** `@Reauthenticate`: what asks for a new login, and the login. */
export interface LogIn extends Question {
  /**
   * What to do after an attempt that asked for one.
   *
   * @param outcome how it ended, of which `refused` tells what became
   * @param logins counts those of this call
   */
  decide(attempt: Attempt, outcome: Outcome, refused: Findings, logins: { retries: number }): Decision;
}

/** All that decides about the attempts of a call: a `RetryPolicy`, with what other decorators add to it. */
export interface Rulebook {
  readonly maxRetries: number;
  /** No retry begins later than this many milliseconds after the call. */
  readonly maxDuration: number;
  readonly backoff: Backoff;
  readonly rules: readonly Rule[];
  readonly abortOn: readonly Question[];
  readonly accept: readonly Question[];
  /** The user's own idea of a valid outcome; absent, what came back is valid unless its status is transient. */
  readonly isValid?: Predicate | undefined;
  /** Absent, nothing is tried again but what a rule names. */
  readonly shouldRetry?: Predicate | undefined;
  /** The user's own delays; absent, the server's hints and `backoff` tell. */
  readonly delay?: ((outcome: Outcome, attempt: Attempt) => number) | undefined;
  /** The longest wait that a server may ask for, in milliseconds. */
  readonly maxHint: number;
  /** Their names are for messages: `@BeforeRetry refresh`. */
  readonly beforeRetry: readonly Hook[];
  readonly onExhausted: 'throw' | 'return';
  readonly logIn?: LogIn | undefined;
  /** The delays that other callers share. */
  readonly cooldowns?: readonly Cooldown[] | undefined;
}

/** What becomes of a refused response when the retries are used up. */
export function exhaustion(value: unknown, where: string): Rulebook['onExhausted'] {
  if (value === 'throw' || value === 'return') return value;
  throw unexpected(where, "'throw' or 'return'", value);
}

/** A wait that the server asked for and that is longer than allowed, in milliseconds. */
export interface RefusedHint {
  readonly asked: number;
  readonly allowed: number;
  /** The header that asked. */
  readonly source: string;
}

/** What was found out about an attempt. */
export interface Findings extends Remark {
  /** As the predicates left it: no longer `ok` if one of them refused it. */
  readonly outcome: Outcome;
}

/** There is to be another attempt. */
export interface Again extends Findings {
  readonly retry: true;
  /** Milliseconds to wait first. */
  readonly delay: number;
  /** To be done first, once this is decided. */
  readonly first: Hook | undefined;
}

/** There is to be none. */
export interface Ending extends Findings {
  readonly retry: false;
  /** A rule said what the call ends with, whatever `onExhausted` says. */
  readonly ends: 'throw' | 'return' | undefined;
  /** Ends the call instead of the outcome's own error. */
  readonly error: unknown;
  readonly hint: RefusedHint | undefined;
}

/** What to do after an attempt. */
export type Decision = Again | Ending;

/** The end of a call, about which there is no more to say. */
export const ending = ({ outcome, reason, problem, rule }: Findings, why = reason): Ending => ({
  retry: false,
  reason: why,
  rule,
  outcome,
  problem,
  ends: undefined,
  error: undefined,
  hint: undefined,
});
