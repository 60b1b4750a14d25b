import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { expect, onTestFinished, test } from 'vitest';
import { KeepsContext, keepsContextUnder, SignalController } from '../../src/scope/context.js';

const requests = new AsyncLocalStorage<string>();

test('who listens to a signal sees the stores of where it was asked for, whoever ends it', () => {
  const seen: unknown[] = [];
  const controller = requests.run('request 7', () => new SignalController());
  controller.signal.addEventListener('abort', () => seen.push(requests.getStore()));
  requests.run('another', () => controller.abort('over'));
  expect([seen, controller.signal.aborted, controller.signal.reason]).toEqual([['request 7'], true, 'over']);
});

// test/support/setup.ts fails on MaxListenersExceededWarning.
test('any number may listen', () => {
  const { signal } = new SignalController();
  for (let i = 0; i < 100; i += 1) signal.addEventListener('abort', () => {});
  expect(signal.aborted).toBe(false);
});

test('what is kept runs with its object for `this`, and once', () => {
  class Counter extends KeepsContext {
    count = 0;
    increment(): void {
      this.count += 1;
    }
  }
  const counter = new Counter('holdfast.test');
  counter.runInAsyncScope(counter.increment, counter);
  expect(counter.count).toBe(1);
});

test.each([
  ['20.19.0', 'due here'],
  ['23.11.1', 'due here'],
  ['24.0.0', 'made here'],
  ['100.1.0', 'made here'],
])('under Node %s the stores that it sees are those of where it is %s', (node, expected) => {
  const limit = requests.run('made here', () => new (keepsContextUnder(node))('holdfast.test'));
  const seen: unknown[] = [];
  const look = (): void => void seen.push(requests.getStore());
  requests.run('due here', () => limit.runInAsyncScope(look, limit));
  expect(seen).toEqual([expected]);
});

test('those who watch resources know whose it is', () => {
  const types: string[] = [];
  const hook = createHook({ init: (_, type) => void types.push(type) }).enable();
  onTestFinished(() => void hook.disable());
  void new SignalController();
  expect(types).toContain('holdfast.signal');
});
