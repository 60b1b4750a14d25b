import { resilient } from 'holdfast';
import { recordAttempts, seededRandom, useSeededRandom, useVirtualClock } from 'holdfast/testing';
import { expect, test } from 'vitest';
import { now, random, wall } from '../../src/clock.js';

test('the numbers are those of mulberry32', () => {
  const next = seededRandom(1);
  expect([next(), next(), next()]).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522]);
});

test('the jitter of calls repeats, in real time', async () => {
  const delays = async () => {
    const restore = useSeededRandom(5);
    using recording = recordAttempts();
    await resilient({ maxRetries: 2, backoff: (_retry, _previous, draw) => draw() })
      .call(() => {
        throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
      })
      .catch(() => {});
    restore();
    return recording.attempts.map((a) => a.delay);
  };
  const first = await delays();
  expect(first[0]).toBe(seededRandom(5)());
  expect(await delays()).toEqual(first);
  expect(random()).not.toBe(random());
});

test('time is that of the clock below, for as long as that is there', () => {
  const clock = useVirtualClock({ date: 0 });
  const restore = useSeededRandom(5);
  expect([now(), wall()]).toEqual([0, 0]);
  clock.restore();
  expect(wall()).toBeGreaterThan(1_700_000_000_000);
  expect(random()).toBe(seededRandom(5)());
  restore();
});
