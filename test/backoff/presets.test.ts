/** Each preset against the sleeps that its system made when it was run: seconds, as its own users know them. */
import { expect, test } from 'vitest';
import { pcpi, pdpyras, urllib3 } from '../../src/backoff/index.js';
import { ConfigError } from '../../src/errors.js';
import { expectDelays, noChance } from './expect-delays.js';

const s = (...seconds: number[]): number[] => seconds.map((n) => n * 1_000);

test('urllib3', () => {
  expectDelays(urllib3(), s(0, 2, 4, 8, 16, 32, 64, 120, 120), noChance);
  expectDelays(urllib3({ factor: 1 }), s(0, 2, 4, 8, 16, 32, 64, 120, 120), noChance);
  expectDelays(urllib3({ factor: 0.5 }), s(0, 1, 2, 4, 8, 16, 32, 64, 120), noChance);
  expectDelays(urllib3({ factor: 0 }), s(0, 0, 0, 0), noChance);
  expectDelays(urllib3({ max: '10s' }), s(0, 2, 4, 8, 10, 10), noChance);
});

test('urllib3 adds its jitter before the cap, but not to the first delay', () => {
  expectDelays(urllib3({ jitter: '1s' }), s(0, 2.5, 4.5, 8.5, 16.5, 32.5, 64.5, 120, 120), () => 0.5);
  expectDelays(urllib3({ factor: 0, jitter: '1s' }), s(0, 0.5, 0.5), () => 0.5);
});

test('urllib3 takes no fraction for its jitter, which is a time', () => {
  for (const jitter of [0.5, 1]) expect(() => urllib3({ jitter })).toThrow(ConfigError);
  expectDelays(urllib3({ jitter: 0 }), s(0, 2), noChance);
  expectDelays(urllib3({ jitter: 2 }), [0, 2_001], () => 0.5);
});

test('pdpyras', () => {
  expectDelays(pdpyras(), s(3, 6, 12, 24, 48, 96, 192), noChance);
  expectDelays(pdpyras({ stagger: 1 }), s(4.5, 13.5, 40.5), () => 0.5);
  expectDelays(pdpyras({ timer: '1s', base: 3 }), s(3, 9, 27), noChance);
  expectDelays(pdpyras({ max: '20s' }), s(3, 6, 12, 20, 20), noChance);
});

test('pdpyras needs no memory where chance has no part', () => {
  expect([1, 2, 3, 4].map((retry) => pdpyras()(retry, undefined, noChance))).toEqual(s(3, 6, 12, 24));
});

test('pcpi', () => {
  expectDelays(pcpi(), s(0, 1, 2, 4, 8, 16, 32, 32, 32), noChance);
  expectDelays(pcpi({ login: true }), s(1, 2, 4, 8, 16, 32, 32, 32), noChance);
  expectDelays(pcpi({ max: '10s' }), s(0, 1, 2, 4, 8, 10, 10), noChance);
});

test('the presets say what they are', () => {
  expect(urllib3().name).toBe('urllib3(x1, max 2m)');
  expect(urllib3({ jitter: '500ms' }).name).toBe('urllib3(x1, max 2m, +500ms jitter)');
  expect(pdpyras().name).toBe('pdpyras(1.5s, x2, stagger 0)');
  expect(pdpyras({ max: '1m' }).name).toBe('pdpyras(1.5s, x2, stagger 0, max 1m)');
  expect(pcpi().name).toBe('pcpi(max 32s)');
  expect(pcpi({ login: true }).name).toBe('pcpi(login, max 32s)');
});
