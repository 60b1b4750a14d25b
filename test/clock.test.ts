import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Task } from '../src/clock/agenda.js';
import {
  currentClock,
  now,
  random,
  schedule,
  start,
  stop,
  systemClock,
  uniqueKey,
  useClock,
  wall,
} from '../src/clock.js';
import { ConfigError } from '../src/errors.js';
import { anotherCopy } from './support/copies.js';
import { useVirtualClock } from './support/virtual-clock.js';

const LONGEST_TIMER = 2 ** 31 - 1;
const DAY = 86_400_000;

const standingAt = (time: number) => ({
  now: () => time,
  wall: () => time + 1,
  random: () => time / 1_000,
  schedule: () => () => {},
});

afterEach(() => {
  vi.useRealTimers();
});

test('time is that of the system', async () => {
  const start = now();
  expect(Math.abs(start - performance.now())).toBeLessThan(100);
  expect(Math.abs(wall() - Date.now())).toBeLessThan(100);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(now()).toBeGreaterThan(start);
});

test('chance is a number from 0, below 1', () => {
  const rolled = Array.from({ length: 100 }, random);
  expect(rolled.every((n) => n >= 0 && n < 1)).toBe(true);
  expect(new Set(rolled).size).toBeGreaterThan(1);
});

test('a task runs once, after its time', async () => {
  const start = now();
  let runs = 0;
  await new Promise<void>((resolve) => {
    schedule(() => {
      runs++;
      resolve();
    }, 20);
  });
  // A timer may fire a little before its time.
  expect(now() - start).toBeGreaterThan(18);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(runs).toBe(1);
});

test('a cancelled task never runs, and cancelling again does nothing', async () => {
  const task = vi.fn();
  const cancel = schedule(task, 5);
  cancel();
  cancel();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(task).not.toHaveBeenCalled();
});

test('a replaced clock is asked for everything', () => {
  const restore = useClock(standingAt(7));
  onTestFinished(restore);
  expect([now(), wall(), random()]).toEqual([7, 8, 0.007]);
  const virtual = useVirtualClock();
  const task = vi.fn();
  schedule(task, 100);
  virtual.advance(99);
  expect(task).not.toHaveBeenCalled();
  virtual.advance(1);
  expect(task).toHaveBeenCalledOnce();
});

test.each([0, 0.5, 1])('a source of chance that gives %d is believed', (drawn) => {
  onTestFinished(useClock({ ...standingAt(0), random: () => drawn }));
  expect(random()).toBe(drawn);
});

test.each([
  ['NaN', Number.NaN],
  ['-0.1', -0.1],
  ['1.5', 1.5],
  ['"0.5"', '0.5'],
  ['undefined', undefined],
])('a source of chance that gives %s is refused', (shown, drawn) => {
  onTestFinished(useClock({ ...standingAt(0), random: () => drawn as number }));
  const message = `the clock's random() gave ${shown}: expected a number in [0, 1)`;
  expect(random).toThrow(new ConfigError(message));
});

test('a source of chance that throws is named', () => {
  const cause = new Error('no more dice');
  const boom = () => {
    throw cause;
  };
  onTestFinished(useClock({ ...standingAt(0), random: boom }));
  const message = "the clock's random() threw: expected a number in [0, 1)";
  expect(random).toThrow(new ConfigError(message, { cause }));
});

test('each restoring brings back the clock before, and the last one the system', () => {
  const outer = useClock(standingAt(1));
  const inner = useClock(standingAt(2));
  expect(now()).toBe(2);
  inner();
  expect(now()).toBe(1);
  outer();
  expect(currentClock()).toBe(systemClock);
  expect(Math.abs(wall() - Date.now())).toBeLessThan(100);
});

test('two copies of the package agree about the time', async () => {
  const copy = await anotherCopy<typeof import('../src/clock.js')>('clock');
  expect(copy.now).not.toBe(now);
  const restore = copy.useClock(standingAt(42));
  expect([now(), copy.now()]).toEqual([42, 42]);
  restore();
  expect(currentClock()).toBe(systemClock);
  expect(copy.currentClock()).toBe(copy.systemClock);
});

test('a wait of less than nothing is a wait of nothing', () => {
  const virtual = useVirtualClock();
  schedule(() => {}, -5);
  expect(virtual.delays).toEqual([0]);
});

test('a wait that a timer can hold takes one', () => {
  const virtual = useVirtualClock();
  const task = vi.fn();
  schedule(task, LONGEST_TIMER);
  virtual.advance(LONGEST_TIMER);
  expect(task).toHaveBeenCalledOnce();
  expect(virtual.delays).toEqual([LONGEST_TIMER]);
});

test('a longer wait takes several, and lasts exactly as long', () => {
  const virtual = useVirtualClock();
  const task = vi.fn();
  schedule(task, 60 * DAY);
  virtual.advance(60 * DAY - 1);
  expect(task).not.toHaveBeenCalled();
  virtual.advance(1);
  expect(task).toHaveBeenCalledOnce();
  expect(virtual.delays).toEqual([LONGEST_TIMER, LONGEST_TIMER, 60 * DAY - 2 * LONGEST_TIMER]);
  virtual.advance(600 * DAY);
  expect(task).toHaveBeenCalledOnce();
  expect(virtual.timers.size).toBe(0);
});

test.each([0, 1, 2])('a longer wait can be cancelled in part %d', (part) => {
  const virtual = useVirtualClock();
  const task = vi.fn();
  const cancel = schedule(task, 60 * DAY);
  virtual.advance(part * LONGEST_TIMER + 1);
  expect(virtual.delays).toHaveLength(part + 1);
  cancel();
  expect(virtual.timers.size).toBe(0);
  virtual.advance(600 * DAY);
  expect(task).not.toHaveBeenCalled();
});

test('an endless wait never ends, and can be cancelled', () => {
  const virtual = useVirtualClock();
  const task = vi.fn();
  const cancel = schedule(task, Infinity);
  virtual.advance(1_000 * DAY);
  expect(task).not.toHaveBeenCalled();
  cancel();
  expect(virtual.timers.size).toBe(0);
});

// test/support/setup.ts fails on the warning that a timer of this length would give.
test('a wait of years does not overflow a timer of the system', async () => {
  const task = vi.fn();
  const cancel = schedule(task, 3_650 * DAY);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(task).not.toHaveBeenCalled();
  cancel();
});

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

class Note implements Task {
  before: Task = this;
  after: Task = this;
  readonly due = vi.fn();
}

test('any number of tasks take one timer of the system, and none when they are cancelled', async () => {
  const before = timers();
  const cancels = Array.from({ length: 100 }, (_, i) => schedule(() => {}, 60_000 + i));
  const notes = Array.from({ length: 100 }, () => new Note());
  for (const note of notes) start(note, 60_000, now());
  expect(timers() - before).toBeLessThanOrEqual(1);
  for (const cancel of cancels) cancel();
  for (const note of notes) stop(note);
  await new Promise((resolve) => setImmediate(resolve));
  expect(timers()).toBeLessThanOrEqual(before);
});

test('a started task is due once, counted from the time that is given, unless it is stopped', async () => {
  const [early, late, stopped] = [new Note(), new Note(), new Note()];
  start(early, 60_000, now() - 59_995);
  start(late, 60_000, now());
  start(stopped, 5, now());
  stop(stopped);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect([early, late, stopped].map(({ due }) => due.mock.calls.length)).toEqual([1, 0, 0]);
  for (const note of [early, late, stopped]) stop(note);
});

test.each<[string, () => (ms: number) => void]>([
  ['a replaced clock', () => useVirtualClock().advance],
  [
    'fake timers',
    () => {
      vi.useFakeTimers();
      return (ms) => void vi.advanceTimersByTime(ms);
    },
  ],
])('and so it is by %s', (_, replace) => {
  const advance = replace();
  const [early, late, stopped] = [new Note(), new Note(), new Note()];
  advance(1_000);
  start(early, 100, now() - 40);
  start(late, 100, now());
  start(stopped, 100, now());
  stop(stopped);
  advance(59);
  expect(early.due).not.toHaveBeenCalled();
  advance(1);
  expect(early.due).toHaveBeenCalledOnce();
  expect(late.due).not.toHaveBeenCalled();
  advance(40);
  stop(late);
  advance(1_000);
  expect([early, late, stopped].map(({ due }) => due.mock.calls.length)).toEqual([1, 1, 0]);
});

test('to stop what was never started does nothing', () => {
  expect(() => stop(new Note())).not.toThrow();
});

test('no task runs in the context of the one that set the timer', async () => {
  const store = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  store.run('whoever sets the timer', () => schedule(() => {}, 4));
  await new Promise<void>((resolve) => {
    schedule(() => {
      seen.push(store.getStore());
      resolve();
    }, 5);
  });
  expect(seen).toEqual([undefined]);
});

test('fake timers take hold though the time goes on, and real ones though it stands still', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const task = vi.fn();
  schedule(task, 60_000);
  vi.advanceTimersByTime(59_999);
  expect(task).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(task).toHaveBeenCalledOnce();

  vi.useFakeTimers({ toFake: ['performance'] });
  const done = new Promise<void>((resolve) => void schedule(resolve, 50));
  const early = new Promise<string>((resolve) => void setTimeout(resolve, 1, 'it is too early'));
  expect(await Promise.race([done, early])).toBe('it is too early');
  await done;
});

test('fake timers take hold', () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const start = now();
  const done = vi.fn();
  const cancelled = vi.fn();
  schedule(done, 30 * DAY);
  schedule(cancelled, 30 * DAY)();
  expect(wall()).toBe(1_000_000);
  vi.advanceTimersByTime(30 * DAY - 1);
  expect(done).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(done).toHaveBeenCalledOnce();
  expect(cancelled).not.toHaveBeenCalled();
  expect([now() - start, wall()]).toEqual([30 * DAY, 1_000_000 + 30 * DAY]);
  expect(vi.getTimerCount()).toBe(0);
});

test('chance can be replaced like any global', () => {
  const rolled = vi.spyOn(Math, 'random').mockReturnValue(0.25);
  expect(random()).toBe(0.25);
  rolled.mockRestore();
});

test('a key is a UUID, and no two are the same, whatever the clock says', () => {
  void useVirtualClock();
  const keys = Array.from({ length: 1_000 }, uniqueKey);
  expect(new Set(keys).size).toBe(1_000);
  expect(
    keys.filter((key) => !/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(key)),
  ).toEqual([]);
});
