/**
 * A clock of `beforeEach` is given back before one of `onTestFinished`. The later one then put back the first, which nobody
 * moved any more: all calls of the process waited for ever.
 */
import { constant, resilient } from 'holdfast';
import { useInstantClock, useSeededRandom, useVirtualClock } from 'holdfast/testing';
import { expect, test } from 'vitest';
import { now } from '../../src/clock.js';

const call = () =>
  resilient({ maxRetries: 1, backoff: constant('1ms') }).call(() => {
    throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  });

test.each([
  ['as they were made', [0, 1, 2]],
  ['the last one first', [2, 1, 0]],
  ['the middle one first', [1, 0, 2]],
  ['one of them twice', [1, 1, 2, 0]],
])('time goes on when clocks are given back %s', async (_, order) => {
  const real = now();
  const restores = [useVirtualClock().restore, useSeededRandom(7), useInstantClock().restore];
  for (const at of order) restores[at]?.();
  await expect(call()).rejects.toThrow('refused');
  expect(now()).toBeGreaterThan(real);
});

test('the one that is left holds', async () => {
  const first = useVirtualClock();
  const second = useVirtualClock();
  first.restore();
  const ended = call();
  await expect(second.until(ended)).rejects.toThrow('refused');
  expect([first.now, second.now]).toEqual([0, 1]);
  second.restore();
});
