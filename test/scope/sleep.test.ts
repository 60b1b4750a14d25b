import { expect, test, vi } from 'vitest';
import { sleep } from '../../src/scope/sleep.js';
import { Scope } from '../../src/scope.js';
import { useVirtualClock } from '../support/virtual-clock.js';

const OVER = new Error('it is over');

test('a sleep lasts as long as asked', async () => {
  const clock = useVirtualClock();
  const awake = vi.fn();
  const slept = sleep(new Scope(), 1_000).then(awake);
  clock.advance(999);
  await Promise.resolve();
  expect(awake).not.toHaveBeenCalled();
  clock.advance(1);
  await slept;
  expect(awake).toHaveBeenCalledOnce();
  expect(clock.timers.size).toBe(0);
});

test('it ends with the scope, and gives its timer back', async () => {
  const clock = useVirtualClock();
  const parent = new Scope();
  const sleeping = sleep(new Scope(parent), 1_000);
  expect(clock.timers.size).toBe(1);
  parent.abort(OVER);
  expect(clock.timers.size).toBe(0);
  await expect(sleeping).rejects.toBe(OVER);
});

test('it does not begin in a scope that has ended', async () => {
  const clock = useVirtualClock();
  const scope = new Scope();
  scope.abort(OVER);
  await expect(sleep(scope, 1_000)).rejects.toBe(OVER);
  expect(clock.timers.size).toBe(0);
});

test('it ends with the limit of the scope around it', async () => {
  const clock = useVirtualClock();
  const parent = new Scope();
  parent.limit(100, () => OVER);
  const sleeping = sleep(new Scope(parent), 1_000);
  clock.advance(100);
  await expect(sleeping).rejects.toBe(OVER);
  expect(clock.timers.size).toBe(0);
});
