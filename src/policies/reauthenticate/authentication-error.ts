import type { AttemptScope } from '../../attempt.js';
import { brand, causedBy, HoldfastError } from '../../errors.js';
import type { Outcome } from '../../outcome.js';
import { facts } from '../engine/conclude.js';

/**
 * The credentials were refused, and a new login did not help: it failed (then its error is the `cause`), or what came
 * after it was refused again (then the `cause` is the original error).
 *
 * @example
 * api.getItem(7).catch((error) => error instanceof AuthenticationError && [error.response, error.cause]);
 */
export class AuthenticationError extends HoldfastError {
  readonly code = 'ERR_HOLDFAST_AUTHENTICATION';
  /**
   * The response that refused them. Not enumerable, for logs' sake. Where the login failed, a body that nobody had read
   * before was let go of, for the login may have needed its connection.
   */
  declare readonly response: unknown;

  constructor(message: string, response: unknown, options?: ErrorOptions) {
    super(message, options);
    Object.defineProperty(this, 'response', { value: response, configurable: true });
  }
}
brand(AuthenticationError, 'AuthenticationError');

/** What came after a login was refused too. */
export const refusedAgain = (
  attempt: AttemptScope,
  outcome: Outcome,
  reason: string,
  by: string,
): AuthenticationError => about(attempt, outcome, `${reason} again after ${by}`, outcome.error);

/** A login was needed and failed. */
export const loginFailed = (
  attempt: AttemptScope,
  outcome: Outcome,
  by: string,
  cause: unknown,
): AuthenticationError => about(attempt, outcome, `${by} failed`, cause);

function about(attempt: AttemptScope, outcome: Outcome, what: string, cause: unknown): AuthenticationError {
  const message = `${attempt.method}: ${what} ${facts(attempt, outcome)}`;
  return new AuthenticationError(message, outcome.response ?? outcome.value, causedBy(cause));
}
