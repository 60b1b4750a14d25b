/** What is known of a call once it is over. */
import { expect, test } from 'vitest';
import type { RequestRecord } from '../../src/attempt/record.js';
import type { Attempt, AttemptScope } from '../../src/attempt.js';
import { constant } from '../../src/backoff/index.js';
import { ResponseRejectedError } from '../../src/errors.js';
import { returned, threw } from '../../src/outcome.js';
import { giveUp, wasGivenUp } from '../../src/policies/given-up.js';
import { attemptsOf, failureBefore } from '../../src/policies/history.js';
import { resilient } from '../../src/policies/resilient.js';
import { rule } from '../../src/policies/rule.js';
import { status } from '../../src/predicates/index.js';
import { recordAttempts } from '../../src/testing/index.js';
import { failureOf } from '../support/failure-of.js';
import { useVirtualClock } from '../support/virtual-clock.js';
import { newAttempt, newCall } from './attempts.js';
import { response } from './endings.js';

const thrower = (error: unknown) => (): never => {
  throw error;
};

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

test('each attempt has a line, that tells how it ended, why there was another, and the wait before it', async () => {
  const time = useVirtualClock();
  const endings = [
    thrower(Object.assign(new Error('no'), { code: 'ECONNREFUSED' })),
    () => response(429),
    thrower(Object.assign(new Error('no'), { response: response(503) })),
  ];
  const policy = resilient({ rules: [rule(status(429, 503))], backoff: constant(100) });
  const value = await time.until(
    policy.call(async ({ number }) => {
      await time.pause(number);
      return endings[number - 1]?.() ?? response(200);
    }),
  );
  expect(attemptsOf(value)).toEqual([
    {
      number: 1,
      start: 0,
      duration: 1,
      code: 'ECONNREFUSED',
      failure: 'connect',
      reason: 'connect',
      delay: 100,
    },
    {
      number: 2,
      start: 101,
      duration: 2,
      status: 429,
      failure: 'status',
      reason: 'status(429, 503)',
      rule: 'status(429, 503)',
      delay: 100,
    },
    {
      number: 3,
      start: 203,
      duration: 3,
      status: 503,
      failure: 'status',
      reason: 'status(429, 503)',
      rule: 'status(429, 503)',
      delay: 100,
    },
    { number: 4, start: 306, duration: 4, status: 200, reason: 'status 200' },
  ]);
});

test('what a function of the policy threw while it judged is told', async () => {
  const bug = new Error('bug');
  const retryOn = thrower(bug);
  const error = await failureOf(resilient({ retryOn, maxRetries: 0 }).call(thrower(new Error('no'))));
  expect(attemptsOf(error)).toMatchObject([
    { number: 1, reason: 'thrown; retryOn a function threw', problem: bug },
  ]);
});

test('a list that was changed by who got it is not the history', async () => {
  const value = await resilient().call(() => ({}));
  (attemptsOf(value) as unknown[]).length = 0;
  expect(attemptsOf(value)).toHaveLength(1);
  const error = await failureOf(resilient({ retry: false }).call(thrower(new Error('no'))));
  (attemptsOf(error) as unknown[]).push('x');
  expect(attemptsOf(error)).toHaveLength(1);
});

test('the code is the first that is a text, of the error or of what it was caused by', async () => {
  const codeOf = async (error: unknown) => {
    const policy = resilient({ retry: false });
    const carrier = new Error('carrier', { cause: error });
    await failureOf(policy.call(thrower(carrier)));
    return attemptsOf(carrier)[0]?.code;
  };
  expect(await codeOf(Object.assign(new Error('no'), { code: 'EPIPE' }))).toBe('EPIPE');
  expect(await codeOf(Object.assign(new Error('no', { cause: { code: 'EDEEP' } }), { code: 7 }))).toBe(
    'EDEEP',
  );
  expect(await codeOf('text')).toBeUndefined();
  expect(await codeOf(new Error('no'))).toBeUndefined();
});

test('what the client reported is told: kept connections, and those that had gone', async () => {
  const lineOf = async (...requests: Partial<RequestRecord>[]) => {
    const value = await resilient().call((attempt: Attempt) => {
      (attempt as AttemptScope).requests = requests.map((each) => ({ method: 'GET', url: '/', ...each }));
      return {};
    });
    const [{ reusedSocket, replayed } = {} as never] = attemptsOf(value);
    return [reusedSocket, replayed];
  };
  expect(await lineOf({ reusedSocket: false }, { reusedSocket: true })).toEqual([true, undefined]);
  expect(await lineOf({ replayed: true, reusedSocket: true }, { replayed: true }, {})).toEqual([true, 2]);
  expect(await lineOf({})).toEqual([false, undefined]);
  expect(await lineOf({ reusedSocket: false })).toEqual([false, undefined]);
});

test('a response that a request had is told of, also where the method made something else of it', async () => {
  const value = await resilient().call((attempt: Attempt) => {
    (attempt as AttemptScope).requests = [{ method: 'GET', url: '/', response: response(201) }];
    return { made: true };
  });
  expect(attemptsOf(value)).toMatchObject([{ number: 1, status: 201 }]);
});

test('who listens is told of each attempt, of a first one that succeeds too', async () => {
  const recording = recordAttempts();
  try {
    const value = await resilient().call(function get() {
      return response(200);
    });
    await resilient().call(() => 'text');
    expect(recording.attempts).toMatchObject([
      { method: 'get', ...attemptsOf(value)[0] },
      { status: undefined },
    ]);
  } finally {
    recording.stop();
  }
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

test('what a call gave up on is known to all attempts around it, and to no others', () => {
  const outer = newAttempt();
  const middle = newAttempt(outer);
  const inner = newAttempt(middle);
  const [error, value] = [new Error('no'), {}];
  expect(wasGivenUp(threw(error), outer)).toBe(false);
  giveUp(error, inner.call);
  giveUp(value, inner.call);
  giveUp('text', inner.call);
  giveUp(undefined, inner.call);
  giveUp(null, inner.call);
  for (const around of [middle, outer]) {
    expect(wasGivenUp(threw(error), around)).toBe(true);
    expect(wasGivenUp(threw(new Error('wrapped', { cause: error })), around)).toBe(true);
    expect(wasGivenUp(returned(value), around)).toBe(true);
    expect(wasGivenUp(threw(new Error('other')), around)).toBe(false);
    expect(wasGivenUp(threw('text'), around)).toBe(false);
    expect(wasGivenUp(returned(undefined), around)).toBe(false);
  }
  expect(wasGivenUp(threw(error), inner)).toBe(false);
  expect(wasGivenUp(threw(error), newAttempt())).toBe(false);
});
