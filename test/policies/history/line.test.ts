/** What is told of an attempt that has ended. */
import { expect, test } from 'vitest';
import type { RequestRecord } from '../../../src/attempt/record.js';
import type { Attempt, AttemptScope } from '../../../src/attempt.js';
import { constant } from '../../../src/backoff/index.js';
import { rule } from '../../../src/policies/decision/rule.js';
import { attemptsOf } from '../../../src/policies/history/history.js';
import { resilient } from '../../../src/policies/resilient.js';
import { status } from '../../../src/predicates/index.js';
import { recordAttempts } from '../../../src/testing/index.js';
import { failureOf } from '../../support/failure-of.js';
import { useVirtualClock } from '../../support/virtual-clock.js';
import { response, thrower } from '../endings.js';

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
