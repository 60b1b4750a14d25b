import { getEventListeners } from 'node:events';
import { expect, test, vi } from 'vitest';
import { link as add } from '../../src/scope/link.js';
import fc, { same } from '../support/properties.js';

/** Links a callback; the returned function takes it back. */
const link = (signal: AbortSignal, abort: (reason: unknown) => void): (() => void) => {
  const follower = { abort };
  const hub = add(signal, follower);
  return () => hub.detach(follower);
};

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

test('the callback gets the reason of the signal, once', () => {
  const controller = new AbortController();
  const heard = vi.fn();
  link(controller.signal, heard);
  expect(heard).not.toHaveBeenCalled();
  const reason = { why: 'the user left' };
  controller.abort(reason);
  controller.abort('again');
  expect(heard.mock.calls).toEqual([[reason]]);
  expect(heard.mock.calls[0]?.[0]).toBe(reason);
});

// test/support/setup.ts fails on MaxListenersExceededWarning, which eleven listeners would give.
test('a thousand callbacks take one listener, and leave none when taken back', () => {
  const { signal } = new AbortController();
  const takeBack = Array.from({ length: 1_000 }, () => link(signal, () => {}));
  expect(listeners(signal)).toBe(1);
  const last = takeBack.pop();
  for (const leave of takeBack) leave();
  expect(listeners(signal)).toBe(1);
  last?.();
  expect(listeners(signal)).toBe(0);
});

test('a thousand callbacks are called in order, and leave no listener', () => {
  const controller = new AbortController();
  const heard: number[] = [];
  for (let i = 0; i < 1_000; i++) link(controller.signal, () => heard.push(i));
  controller.abort();
  expect(heard).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
  expect(listeners(controller.signal)).toBe(0);
});

test('the listeners of others stay', () => {
  const controller = new AbortController();
  const other = vi.fn();
  controller.signal.addEventListener('abort', other);
  link(controller.signal, () => {})();
  expect(listeners(controller.signal)).toBe(1);
  controller.abort();
  expect(other).toHaveBeenCalledOnce();
});

test('a callback that was taken back is not called', () => {
  const controller = new AbortController();
  const taken = vi.fn();
  const kept = vi.fn();
  const leave = link(controller.signal, taken);
  link(controller.signal, kept);
  leave();
  controller.abort();
  expect(taken).not.toHaveBeenCalled();
  expect(kept).toHaveBeenCalledOnce();
});

test('a callback that another takes back while they are called is not called', () => {
  const controller = new AbortController();
  const heard: string[] = [];
  const takeBack: (() => void)[] = [];
  link(controller.signal, () => {
    heard.push('first');
    takeBack[0]?.();
  });
  takeBack.push(link(controller.signal, () => heard.push('second')));
  link(controller.signal, () => heard.push('third'));
  controller.abort();
  expect(heard).toEqual(['first', 'third']);
});

test('taking back again, or too late, does nothing', () => {
  const controller = new AbortController();
  const first = link(controller.signal, () => {});
  first();
  first();
  const heard = vi.fn();
  const second = link(controller.signal, heard);
  // The first has left for good: it must not take the place of the second with it.
  first();
  expect(listeners(controller.signal)).toBe(1);
  controller.abort();
  expect(heard).toHaveBeenCalledOnce();
  second();
  second();
  expect(listeners(controller.signal)).toBe(0);
});

test('each signal has its own callbacks', () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const heard: string[] = [];
  link(one.signal, (reason) => heard.push(`one: ${reason}`));
  link(other.signal, (reason) => heard.push(`other: ${reason}`));
  other.abort('b');
  one.abort('a');
  expect(heard).toEqual(['other: b', 'one: a']);
});

test('whatever comes and goes, a signal has a listener exactly while it has a callback', () => {
  const step = fc.record({ signal: fc.nat({ max: 2 }), leave: fc.option(fc.nat()) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat({ max: 2 }), (steps, aborted) => {
      const controllers = [0, 1, 2].map(() => new AbortController());
      const linked = controllers.map(() => [] as { heard: number; leave: () => void }[]);
      for (const { signal, leave } of steps) {
        const here = linked[signal]!;
        if (leave !== null && here.length > 0) {
          here.splice(leave % here.length, 1)[0]?.leave();
        } else {
          const entry = { heard: 0, leave: link(controllers[signal]!.signal, () => entry.heard++) };
          here.push(entry);
        }
        for (const [i, { signal }] of controllers.entries())
          same(listeners(signal), Math.min(linked[i]!.length, 1));
      }
      controllers[aborted]!.abort();
      same(listeners(controllers[aborted]!.signal), 0);
      for (const [i, entries] of linked.entries())
        for (const { heard } of entries) same(heard, i === aborted ? 1 : 0);
      for (const { leave } of linked.flat()) leave();
      for (const { signal } of controllers) same(listeners(signal), 0);
    }),
  );
});
