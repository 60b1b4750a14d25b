/** How a user's question is put to an outcome. */
import { expect, test } from 'vitest';
import { type Outcome, returned } from '../../../src/outcome.js';
import { ask, labelOf } from '../../../src/policies/asking/ask.js';
import { settle } from '../../../src/policies/asking/settle.js';
import { status } from '../../../src/predicates/index.js';
import { newAttempt } from '../attempts.js';

const fine = returned('value');

test('a question is called what it asks, and by who asks it', () => {
  expect(labelOf({ when: status(503), by: '@AbortOn' })).toBe('@AbortOn status(503)');
  expect(labelOf({ when: status(503) })).toBe('rule status(503)');
});

test('an answer is given at once where it needs no time', () => {
  const attempt = newAttempt();
  const seen: unknown[] = [];
  const steps = ask((...given) => seen.push(...given), 'isValid', fine, attempt);
  expect(steps.next()).toEqual({ done: true, value: { value: 2, problem: undefined } });
  expect([seen[0] === fine, seen[1] === attempt, seen.length]).toEqual([true, true, 2]);
});

test('what is thrown in place of an answer is the problem', () => {
  const bug = new Error('bug');
  const throws = (thrown: unknown) =>
    settle(
      ask(
        () => {
          throw thrown;
        },
        'isValid',
        fine,
        newAttempt(),
      ),
    );
  expect(throws(bug)).toEqual({ value: undefined, problem: bug });
  expect(throws('no')).toEqual({ value: undefined, problem: 'no' });
  expect(throws(undefined)).toMatchObject({ problem: new TypeError('isValid threw undefined') });
  expect(throws(null)).toMatchObject({ problem: new TypeError('isValid threw null') });
});

test('a promise is waited for, and who is being waited for is known meanwhile', () => {
  const attempt = newAttempt();
  const promise = Promise.resolve('later');
  const steps = ask(() => promise, 'isValid', fine, attempt);
  expect(steps.next()).toEqual({ done: false, value: promise });
  expect(attempt.call.waitingFor).toBe('isValid');
  expect(steps.next('yes')).toEqual({ done: true, value: { value: 'yes', problem: undefined } });
  expect(attempt.call.waitingFor).toBeUndefined();
});

test('a promise that is rejected is a problem', () => {
  const attempt = newAttempt();
  const steps = ask(() => Promise.resolve(), 'isValid', fine, attempt);
  steps.next();
  const bug = new Error('bug');
  expect(steps.throw(bug)).toEqual({ done: true, value: { value: undefined, problem: bug } });
  expect(attempt.call.waitingFor).toBeUndefined();
});

test('outside of any call a promise is waited for too', () => {
  const steps = ask(() => Promise.resolve(), 'isValid', fine, {} as never);
  expect(steps.next().done).toBe(false);
  expect(steps.next(7)).toEqual({ done: true, value: { value: 7, problem: undefined } });
});

test('who looks at a body that is not read yet is asked again when it is, and nobody else', async () => {
  const attempt = newAttempt();
  const outcome = returned(new Response('{"ready":true}'));
  let asked = 0;
  const isReady = (given: Outcome) => {
    asked += 1;
    return (given.body as { ready: boolean }).ready;
  };
  expect(settle(ask(({ status }) => status, 'retryOn', outcome, attempt))).toEqual({
    value: 200,
    problem: undefined,
  });
  const steps = ask(isReady, 'isValid', outcome, attempt);
  const { value: reading } = steps.next();
  expect(attempt.call.waitingFor).toBe('the body that isValid reads');
  await reading;
  expect(steps.next()).toEqual({ done: true, value: { value: true, problem: undefined } });
  expect([asked, attempt.call.waitingFor]).toEqual([2, undefined]);
  // It is there now.
  expect(settle(ask(isReady, 'isValid', outcome, attempt))).toEqual({ value: true, problem: undefined });
});
