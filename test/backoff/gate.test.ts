/** The pause that callers share, by the numbers alone. */
import { expect, test } from 'vitest';
import { Gate } from '../../src/backoff/gate.js';
import { noChance } from './expect-delays.js';

const gate = (share = 0): Gate => new Gate((step) => Math.min(1_000 * 2 ** (step - 1), 8_000), share);

/** Fails again and again, each time with what was sent when the pause was over. */
function failing(it: Gate, times: number, at = 0): number[] {
  const pauses: number[] = [];
  for (let now = at; pauses.length < times; now += pauses.at(-1) as number) {
    it.failed(now, now);
    pauses.push(it.wait(now, Infinity, noChance));
  }
  return pauses;
}

test('pauses grow while failures last, up to the longest', () => {
  expect(failing(gate(), 6)).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
});

test('a retry that succeeds makes the next fault start small', () => {
  const it = gate();
  failing(it, 3);
  it.recovered(7_000);
  expect(it.left(7_000)).toBe(0);
  expect(failing(it, 2, 7_001)).toEqual([1_000, 2_000]);
});

test('a success of what was sent before the last pause says nothing', () => {
  const it = gate();
  failing(it, 2);
  it.recovered(2_500);
  expect(it.left(2_500)).toBe(500);
  it.failed(3_000, 3_000);
  expect(it.left(3_000)).toBe(4_000);
});

test('a crowd that fails together is one failure', () => {
  const it = gate();
  for (let i = 0; i < 150; i += 1) it.failed(0, i);
  expect(it.left(150)).toBe(850);
  it.failed(500, 600);
  expect(it.left(600)).toBe(400);
  for (let i = 0; i < 150; i += 1) it.failed(1_000, 1_100 + i);
  expect(it.left(1_100)).toBe(2_000);
});

test('a late failure waits as long as the last pause, and begins none', () => {
  const it = gate();
  it.failed(0, 0);
  it.failed(0, 5_000);
  expect(it.left(5_000)).toBe(0);
  expect(it.wait(5_000, Infinity, noChance)).toBe(1_000);
});

test('what a server asks for is the pause, and may lengthen one that runs', () => {
  const it = gate();
  it.failed(0, 0, 500);
  expect(it.left(0)).toBe(500);
  it.failed(0, 100, 30_000);
  expect(it.left(100)).toBe(30_000);
  it.failed(0, 200, 7);
  expect(it.left(200)).toBe(29_900);
});

test('after a quiet time the next fault is another one, though no retry told of success', () => {
  const it = gate();
  failing(it, 3);
  it.failed(15_000, 15_000);
  expect(it.left(15_000)).toBe(8_000);
  it.failed(23_000 + 16_001, 39_001);
  expect(it.left(39_001)).toBe(1_000);
});

test('a timer that fires a little early has waited', () => {
  const it = gate();
  it.failed(0, 0);
  it.failed(999, 999);
  expect(it.left(999)).toBe(2_000);
  it.recovered(2_998);
  it.failed(2_999, 2_999);
  expect(it.left(2_999)).toBe(1_000);
});

test('callers come back spread over a share of the pause, less where there is little room', () => {
  const it = gate(0.5);
  it.failed(0, 0);
  const waits = [0, 0.5, 0.999].map((random) => it.wait(200, Infinity, () => random));
  expect(waits).toEqual([800, 1_050, 1_299.5]);
  expect(it.wait(200, 900, () => 0.5)).toBe(825);
  expect(it.wait(200, 700, noChance)).toBe(800);
});

test('two milliseconds early is in time, three are not', () => {
  const failedAt = (begun: number) => {
    const it = gate();
    it.failed(0, 0);
    it.failed(begun, begun);
    return it.left(begun);
  };
  expect(failedAt(998)).toBe(2_000);
  expect(failedAt(997)).toBe(3);

  const recoveredAt = (begun: number) => {
    const it = gate();
    it.failed(0, 0);
    it.recovered(begun);
    return it.left(begun);
  };
  expect(recoveredAt(998)).toBe(0);
  expect(recoveredAt(997)).toBe(3);
});

test('to be asked for the pause that runs already changes nothing', () => {
  const it = gate();
  it.failed(0, 0);
  it.failed(0, 100, 900);
  expect(it.wait(1_500, Infinity, noChance)).toBe(1_000);
});

test('it is over after twice its length, and before there was one', () => {
  const it = gate();
  expect(it.isOver(0)).toBe(true);
  it.failed(0, 0);
  expect(it.isOver(3_000)).toBe(false);
  expect(it.isOver(3_001)).toBe(true);
});
