/** Steps that may have to wait. */
import { expect, test } from 'vitest';
import { type Steps, settle } from '../../../src/policies/asking/settle.js';
import { followSignal } from '../../../src/scope/follow-signal.js';
import { Scope } from '../../../src/scope.js';
import { settled } from '../../support/virtual-clock.js';

function* adding(...waits: PromiseLike<number>[]): Steps<number> {
  let sum = 0;
  for (const wait of waits) sum += (yield wait) as number;
  return sum;
}

test('what need not wait is done at once', () => {
  expect(settle(adding())).toBe(0);
});

test('what has to wait goes on with what it waited for, as often as it waits', async () => {
  const sum = settle(adding(Promise.resolve(1), Promise.resolve(2), Promise.resolve(3)));
  expect(sum).toBeInstanceOf(Promise);
  expect(await sum).toBe(6);
  expect(await settle(adding(Promise.resolve(4)), new Scope())).toBe(4);
});

test('what is rejected is thrown where it was waited for', async () => {
  function* careful(): Steps<unknown> {
    try {
      return yield Promise.reject('no');
    } catch (error) {
      return `caught ${error}`;
    }
  }
  expect(await settle(careful())).toBe('caught no');
  await expect(settle(adding(Promise.reject('no')))).rejects.toBe('no');
});

test('what throws does so, at once or later', async () => {
  function* throwing(wait: boolean): Steps<never> {
    if (wait) yield Promise.resolve();
    throw new Error('bug');
  }
  expect(() => settle(throwing(false))).toThrow('bug');
  await expect(settle(throwing(true))).rejects.toThrow('bug');
});

test('the end of a scope ends the waiting with its reason, and no further step is taken', async () => {
  const steps: string[] = [];
  function* walking(): Steps<void> {
    try {
      steps.push('first');
      yield late;
      steps.push('second');
    } finally {
      steps.push('away');
    }
  }
  let arrive = (): void => {};
  const late = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const scope = new Scope();
  const controller = new AbortController();
  followSignal(scope, controller.signal);
  const walk = settle(walking(), scope);
  controller.abort('over');
  await expect(walk).rejects.toBe('over');
  expect(steps).toEqual(['first', 'away']);
  arrive();
  await settled();
  expect(steps).toEqual(['first', 'away']);
});
