/** How a call ends that no login could help. */
import { expect, test } from 'vitest';
import { returned } from '../../../src/outcome.js';
import {
  AuthenticationError,
  loginFailed,
  refusedAgain,
} from '../../../src/policies/reauthenticate/authentication-error.js';
import { protect } from '../../../src/telemetry/redact.js';
import { useVirtualClock } from '../../support/virtual-clock.js';
import { newAttempt } from '../attempts.js';
import { refused } from '../endings.js';

const by = '@Reauthenticate logIn';

test('a refusal after a login tells of the response, and is caused by the error of the client', () => {
  const time = useVirtualClock();
  const attempt = newAttempt().call.attempt(2);
  time.advance(30.4);
  const outcome = refused(401);
  const error = refusedAgain(attempt, outcome, 'status(401)', by);
  expect(error).toBeInstanceOf(AuthenticationError);
  expect(error).toMatchObject({
    code: 'ERR_HOLDFAST_AUTHENTICATION',
    message: 'Api.get: status(401) again after @Reauthenticate logIn (2 attempts in 30 ms, status 401)',
    response: { status: 401 },
    cause: outcome.error,
  });
  // What is hidden from logs is taken from the error itself, not from a copy of it.
  expect(protect(error)).toBe(error);
  const value = refusedAgain(attempt, returned('refused'), 'a function', by);
  expect([value.response, Object.hasOwn(value, 'cause')]).toEqual(['refused', false]);
});

test('a login that failed tells of the same, and is caused by what failed', () => {
  void useVirtualClock();
  const attempt = newAttempt();
  const error = loginFailed(attempt, refused(401), by, 'no password');
  expect(error).toBeInstanceOf(AuthenticationError);
  expect(error).toMatchObject({
    message: 'Api.get: @Reauthenticate logIn failed (1 attempt in 0 ms, status 401)',
    response: { status: 401 },
    cause: 'no password',
  });
  const other = loginFailed(attempt, returned('refused'), by, undefined);
  expect([other.response, Object.hasOwn(other, 'cause')]).toEqual(['refused', false]);
});
