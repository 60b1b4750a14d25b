/** What a call ends with when there is no other attempt. */
import { expect, test } from 'vitest';
import { ConfigError, ResponseRejectedError } from '../../../src/errors.js';
import { type Outcome, rejected, returned, threw } from '../../../src/outcome.js';
import { unjudged } from '../../../src/policies/decision/acceptance.js';
import { type Ending, ending, type Rulebook } from '../../../src/policies/decision/rulebook.js';
import { conclude, rejection } from '../../../src/policies/engine/conclude.js';
import { wasGivenUp } from '../../../src/policies/safety/given-up.js';
import { useVirtualClock } from '../../support/virtual-clock.js';
import { newAttempt } from '../attempts.js';
import { answered, broken, refused, response } from '../endings.js';

const plain = { rules: [], onExhausted: 'throw' } as unknown as Rulebook;

/** What the second attempt of a call, 30.4 ms after its start, is concluded with. */
function concluded(outcome: Outcome, decision: Partial<Ending> = {}, book: Partial<Rulebook> = {}): Outcome {
  const time = useVirtualClock();
  time.advance(1_000);
  const first = newAttempt();
  first.call.lastError = new Error('before');
  const attempt = first.call.attempt(2);
  time.advance(30.4);
  const end = { ...ending(unjudged(outcome), 'because'), ...decision };
  return conclude(attempt, outcome, end, { ...plain, ...book });
}

const refusedBy = (outcome: Outcome): Partial<Ending> => ({ outcome: rejected(outcome, 'rejected') });
const hint = { asked: 90_000, allowed: 60_000.5, source: 'retry-after' };
const told = '(retry-after asked to wait 90000 ms, 60000 ms is allowed)';

test('a success is what it was, and so is an error', () => {
  for (const outcome of [answered(200), returned('value'), refused(500), threw('no')])
    expect(concluded(outcome)).toBe(outcome);
});

test('a response that was refused is thrown, with all that is known about it', () => {
  const outcome = answered(503);
  const ending = concluded(outcome, refusedBy(outcome));
  expect([ending.ok, ending.error instanceof ResponseRejectedError]).toEqual([false, true]);
  expect(ending.error).toMatchObject({
    message: 'Api.get: because (2 attempts in 30 ms, status 503)',
    reason: 'because',
    cause: { message: 'before' },
    response: { status: 503 },
  });
  const value = returned('value');
  expect(concluded(value, refusedBy(value)).error).toMatchObject({
    message: 'Api.get: because (2 attempts in 30 ms)',
    value: 'value',
    response: 'value',
  });
});

test('its cause is what a predicate threw, else what failed before, else there is none', () => {
  void useVirtualClock();
  const attempt = newAttempt();
  const outcome = rejected(answered(503), 'rejected');
  const error = (problem?: unknown) => rejection(attempt, { reason: 'because', outcome, problem });
  expect(error().message).toBe('Api.get: because (1 attempt in 0 ms, status 503)');
  expect(Object.hasOwn(error(), 'cause')).toBe(false);
  attempt.call.lastError = new Error('before');
  expect(error().cause).toBe(attempt.call.lastError);
  expect(error('bug').cause).toBe('bug');
});

test('onExhausted: return gives it back, unless a rule says that it is thrown', () => {
  const outcome = answered(503);
  const exhausted = (decision: Partial<Ending> = {}) =>
    concluded(outcome, { ...refusedBy(outcome), ...decision }, { onExhausted: 'return' });
  expect(exhausted()).toMatchObject({ ok: true, value: outcome.value });
  expect(exhausted({ hint })).toMatchObject({ ok: true, value: outcome.value, error: undefined });
  expect(exhausted({ ends: 'throw' })).toMatchObject({ ok: false, error: { reason: 'because' } });
  // It does not make a value of an error.
  const error = refused(503);
  expect(concluded(error, {}, { onExhausted: 'return' })).toBe(error);
});

test('a rule may give back the response that the client threw', () => {
  const error = refused(404);
  expect(concluded(error, { ends: 'return' })).toMatchObject({ ok: true, value: response(404) });
  const value = answered(404);
  expect(concluded(value, { ...refusedBy(value), ends: 'return' })).toMatchObject({
    ok: true,
    value: value.value,
  });
  const nothing = broken('ECONNRESET');
  expect(concluded(nothing, { ends: 'return' })).toBe(nothing);
});

test('what a method made of its response is what is given back, and not the response', () => {
  void useVirtualClock();
  const attempt = newAttempt();
  attempt.requests = [{ method: 'GET', url: '/', response: response(404) }];
  const outcome = returned('data', attempt);
  expect(outcome.status).toBe(404);
  const end: Ending = { ...ending(unjudged(outcome), 'because'), ends: 'return' };
  expect(conclude(attempt, outcome, end, plain)).toMatchObject({ ok: true, value: 'data' });
});

test('an error of the policy itself ends the call in place of what failed', () => {
  const error = new ConfigError('no delay');
  expect(concluded(refused(503), { error })).toMatchObject({ ok: false, error });
});

test('a wait that was too long to be begun is told by the error, once', () => {
  const outcome = refused(429);
  const error = concluded(outcome, { hint }).error as Error;
  expect(error).toBe(outcome.error);
  expect(error.message).toBe(`status 429 ${told}`);
  expect(Object.getOwnPropertyDescriptor(error, 'retryAfter')).toEqual({
    value: 90_000,
    enumerable: true,
    configurable: true,
    writable: false,
  });
  // The policy of a call around this one has the same to say, or more.
  concluded(outcome, { hint: { ...hint, allowed: 1 } });
  expect(error.message).toBe(`status 429 ${told}`);
  concluded(outcome, { hint: { ...hint, asked: 95_000 } });
  expect(error).toMatchObject({
    retryAfter: 95_000,
    message: expect.stringContaining('asked to wait 95000 ms'),
  });
});

test('also by the error of a response that was returned', () => {
  const outcome = answered(429);
  expect(concluded(outcome, { ...refusedBy(outcome), hint }).error).toMatchObject({
    message: `Api.get: because (2 attempts in 30 ms, status 429) ${told}`,
    retryAfter: 90_000,
  });
});

test('what cannot tell it stays as it is', () => {
  expect(concluded(threw('no'), { hint }).error).toBe('no');
  const frozen = Object.freeze(new Error('status 429'));
  expect(concluded(threw(frozen), { hint }).error).toBe(frozen);
  expect(frozen.message).toBe('status 429');
});

test('a policy that retries has given up on what it ends with, one that does not has not, and a success is none', () => {
  void useVirtualClock();
  const logIn = {} as Rulebook['logIn'];
  const givenUp = (outcome: Outcome, book: Partial<Rulebook>, decision: Partial<Ending> = {}) => {
    const outer = newAttempt();
    const end = { ...ending(unjudged(outcome), 'because'), ...decision };
    const last = conclude(newAttempt(outer), outcome, end, { ...plain, ...book });
    return wasGivenUp(last, outer);
  };
  const retries = { shouldRetry: () => true };
  expect(givenUp(refused(500), retries)).toBe(true);
  expect(givenUp(refused(500), { rules: [{ when: () => true }] })).toBe(true);
  expect(givenUp(refused(500), { logIn })).toBe(true);
  expect(givenUp(refused(500), {})).toBe(false);
  expect(givenUp(answered(200), retries)).toBe(false);
  const outcome = answered(503);
  expect(givenUp(outcome, retries, refusedBy(outcome))).toBe(true);
  expect(givenUp(outcome, { ...retries, onExhausted: 'return' }, refusedBy(outcome))).toBe(true);
});
