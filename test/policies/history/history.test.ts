/** What is known of a call once it is over. */
import { expect, test } from 'vitest';
import { constant } from '../../../src/backoff/index.js';
import { ResponseRejectedError } from '../../../src/errors.js';
import { attemptsOf, failureBefore } from '../../../src/policies/history/history.js';
import { resilient } from '../../../src/policies/resilient.js';
import { failureOf } from '../../support/failure-of.js';
import { useVirtualClock } from '../../support/virtual-clock.js';
import { newCall } from '../attempts.js';
import { response, thrower } from '../endings.js';

test('of what no call has returned nothing is known', () => {
  for (const stranger of [undefined, null, 'x', 7, {}, new Error('no'), () => {}])
    expect(attemptsOf(stranger)).toEqual([]);
});

test('of a call that succeeds at once there is one line, with its own times, whenever it is asked for', async () => {
  const time = useVirtualClock();
  time.advance(1_000);
  const call = resilient().call(async () => {
    await time.pause(30);
    return response(200);
  });
  const value = await time.until(call);
  time.advance(500);
  const line = { number: 1, start: 0, duration: 30, status: 200 };
  expect(attemptsOf(value)).toEqual([line]);
  expect(Object.isFrozen(attemptsOf(value)[0])).toBe(true);
});

test('a function or an object may be the value; what is neither has no history', async () => {
  const policy = resilient();
  const value = () => {};
  expect(attemptsOf(await policy.call(() => value))).toMatchObject([{ number: 1, status: undefined }]);
  expect(attemptsOf(await policy.call(() => [1]))).toHaveLength(1);
  expect(attemptsOf(await policy.call(() => 'text'))).toEqual([]);
});

test('a list that was changed by who got it is not the history', async () => {
  const value = await resilient().call(() => ({}));
  (attemptsOf(value) as unknown[]).length = 0;
  expect(attemptsOf(value)).toHaveLength(1);
  const error = await failureOf(resilient({ retry: false }).call(thrower(new Error('no'))));
  (attemptsOf(error) as unknown[]).push('x');
  expect(attemptsOf(error)).toHaveLength(1);
});

test('an error that was caused by one of a call has its history', async () => {
  const error = await failureOf(resilient({ retry: false }).call(thrower(new Error('no'))));
  expect(attemptsOf(new Error('other', { cause: error }))).toHaveLength(1);
});

test('the longer history of a call inside is not replaced by the shorter one around it', async () => {
  const time = useVirtualClock();
  const error = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
  const inner = resilient({ maxRetries: 2, backoff: constant(10) });
  const outer = resilient({ retry: false });
  await time.until(failureOf(outer.call(() => inner.call(thrower(error)))));
  expect(attemptsOf(error)).toHaveLength(3);
});

test('that of the call around is, where it is as long', async () => {
  const time = useVirtualClock();
  const error = new Error('no');
  const outer = resilient({ retry: false });
  const call = outer.call(async () => {
    await time.pause(50);
    return resilient({ retry: false }).call(thrower(error));
  });
  await time.until(failureOf(call));
  expect(attemptsOf(error)).toMatchObject([{ number: 1, duration: 50 }]);
});

test('an object that comes back each time has the history of the latest call', async () => {
  const time = useVirtualClock();
  const error = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
  await time.until(failureOf(resilient({ maxRetries: 2, backoff: constant(10) }).call(thrower(error))));
  expect(attemptsOf(error)).toHaveLength(3);
  await failureOf(resilient({ retry: false }).call(thrower(error)));
  expect(attemptsOf(error)).toHaveLength(1);
});

test('what failed before is what a time limit names, and of an error of our own what that was caused by', () => {
  const call = newCall();
  expect(failureBefore(call)).toBeUndefined();
  const cause = new Error('no');
  call.lastError = cause;
  expect(failureBefore(call)).toBe(cause);
  call.lastError = new ResponseRejectedError('refused', 'because', {}, { cause });
  expect(failureBefore(call)).toBe(cause);
  call.lastError = new ResponseRejectedError('refused', 'because', {});
  expect(failureBefore(call)).toBe(call.lastError);
});
