import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { checkSignal, followSignal } from '../../src/scope/follow-signal.js';
import { Scope } from '../../src/scope.js';

const OVER = new Error('it is over');

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

function controlled() {
  const controller = new AbortController();
  const scope = new Scope();
  followSignal(scope, controller.signal);
  return { scope, controller, signal: controller.signal };
}

test('a followed signal ends the scope when it aborts', () => {
  const { scope, controller } = controlled();
  expect([scope.aborted, scope.cancellable, scope.deadline]).toEqual([false, true, Infinity]);
  controller.abort(OVER);
  expect([scope.aborted, scope.reason]).toEqual([true, OVER]);
});

test('one that has aborted before ends it at once', () => {
  const scope = new Scope();
  const heard = vi.fn();
  scope.onAbort(heard);
  followSignal(scope, AbortSignal.abort(OVER));
  expect([scope.aborted, scope.reason]).toEqual([true, OVER]);
  expect(heard.mock.calls).toEqual([[OVER]]);
});

test('it gives its own reason if nobody gave one', () => {
  const { scope, controller } = controlled();
  controller.abort();
  expect(scope.reason).toBe(controller.signal.reason);
  expect(scope.reason).toMatchObject({ name: 'AbortError' });
});

test('it is one among several', () => {
  const { scope, signal } = controlled();
  const other = new AbortController();
  followSignal(scope, other.signal);
  other.abort(OVER);
  expect(scope.reason).toBe(OVER);
  expect([listeners(signal), listeners(other.signal)]).toEqual([0, 0]);
});

// test/support/setup.ts fails on MaxListenersExceededWarning.
test('it carries one listener for a thousand scopes, and none when they are closed', () => {
  const { signal } = new AbortController();
  const scopes = Array.from({ length: 1_000 }, () => {
    const scope = new Scope();
    followSignal(scope, signal);
    return scope;
  });
  expect(listeners(signal)).toBe(1);
  for (const scope of scopes) scope.close();
  expect(listeners(signal)).toBe(0);
});

test.each([
  ['null', null],
  ['"aborted"', 'aborted'],
  ['an object of type Object', { aborted: false }],
  ['an object of type Object', { addEventListener: () => {} }],
  ['an object of type Object', { aborted: 'no', addEventListener: () => {} }],
  ['an object of type AbortController', new AbortController()],
])('%s is no signal', (shown, value) => {
  expect(() => checkSignal(value, 'withSignal')).toThrow(`withSignal: expected an AbortSignal, got ${shown}`);
});

test('what has the shape of one is a signal', () => {
  const shaped = { aborted: false, addEventListener: () => {} };
  for (const signal of [shaped, AbortSignal.abort()]) expect(() => checkSignal(signal, '')).not.toThrow();
});
