import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { shared } from './basics/shared.js';
import { show } from './basics/show.js';
import { Agenda, isPlanned, type Task } from './clock/agenda.js';
import { ConfigError } from './errors.js';

/**
 * The only door to time and chance. Nothing else in the package reads a clock, sets a timer or rolls a die, so that
 * tests and simulations can put a virtual clock here and drive the production code.
 */
export interface Clock {
  /** Monotonic milliseconds: never moved by a change of the system's clock. For durations and deadlines. */
  now(): number;
  /** Milliseconds since 1970. Only for dates that come from elsewhere, such as a `Retry-After` date. */
  wall(): number;
  /** Runs `task` once after `ms`; the returned function cancels it. `ms` fits a timer. */
  schedule(task: () => void, ms: number): () => void;
  /** A number in [0, 1). */
  random(): number;
}

/** The longest delay that a timer of Node takes, 24.8 days; beyond it, it fires at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Real time. The globals are looked up at each call, so that the fake timers of Vitest, Jest and Sinon take hold. Whether
 * there are any is told by `setTimeout`: the global `performance` is a getter, and reading it takes half as long as asking
 * the clock.
 */
export const systemClock: Clock = {
  now: () => (isFaked() ? performance : real.performance).now(),
  wall: () => Date.now(),
  random: () => Math.random(),
  schedule(task, ms) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** A task that only calls a function. */
class FunctionTask implements Task {
  before: Task = this;
  after: Task = this;
  readonly #task: () => void;

  constructor(task: () => void) {
    this.#task = task;
  }

  due(): void {
    this.#task();
  }
}

// The real ones, whatever becomes of the globals while the agenda's timer runs.
const real = { setTimeout, clearTimeout, performance, now: performance.now, nextTick: process.nextTick };
// The one timer is set in a context of its own, or it would keep that of the call which set it, and run others' tasks in it.
const nobody = new AsyncResource('holdfast.agenda');

const agenda = new Agenda({
  now: () => real.performance.now(),
  set: (task, ms) => nobody.runInAsyncScope(real.setTimeout, undefined, task, Math.min(ms, LONGEST_TIMER)),
  clear: (timer) => real.clearTimeout(timer as NodeJS.Timeout),
  endOfTurn: (task) => real.nextTick(task),
});

const wasFaked = 'clock' in setTimeout;
/** Fake timers get each task by itself: they count them, and run them without real time passing. */
const isFaked = (): boolean =>
  setTimeout !== real.setTimeout || real.performance.now !== real.now || wasFaked;

/** Where a clock is put, and what was there before it. */
interface Slot {
  replacement: Replaced | undefined;
}
/** A clock that stands in for another: the `replacement` below it, which may be given back first, or the system's. */
export interface Replaced extends Clock, Slot {}

/** Two copies of the package in one process must agree about the time. */
const slot = shared('clock@1', (): Slot => ({ replacement: undefined }));

/** The clock of the process: the system's, unless somebody has put another here. */
export const currentClock = (): Clock => slot.replacement ?? systemClock;

/**
 * Replaces the clock for the whole process until the returned function is called. For tests and simulations. Several may
 * be given back in any order, as hooks of tests run in orders of their own.
 */
export function useClock(replacement: Clock): () => void {
  const mine: Replaced = {
    now: () => replacement.now(),
    wall: () => replacement.wall(),
    schedule: (task, ms) => replacement.schedule(task, ms),
    random: () => drawnFrom(replacement),
    replacement: slot.replacement,
  };
  slot.replacement = mine;
  return () => {
    let above: Slot | undefined = slot;
    while (above !== undefined && above.replacement !== mine) above = above.replacement;
    if (above !== undefined) above.replacement = mine.replacement;
  };
}

/** Whatever else a replaced source of chance gives would come out as an odd delay far from here. */
function drawnFrom(source: Clock): number {
  let drawn: unknown;
  try {
    drawn = source.random();
  } catch (cause) {
    throw new ConfigError("the clock's random() threw: expected a number in [0, 1)", { cause });
  }
  if (typeof drawn === 'number' && drawn >= 0 && drawn <= 1) return drawn;
  throw new ConfigError(`the clock's random() gave ${show(drawn)}: expected a number in [0, 1)`);
}

/** Monotonic milliseconds. */
export const now = (): number => currentClock().now();

/** Milliseconds since 1970, for comparison with dates that servers send. */
export const wall = (): number => currentClock().wall();

/** A number in [0, 1). */
export const random = (): number => currentClock().random();

/** Lets `task` be due `ms` from now, or after `from`, however long that is, until it is stopped. */
export function start(task: Task, ms: number, from?: number): void {
  if (slot.replacement === undefined && !isFaked()) agenda.add(task, (from ?? now()) + ms);
  else startAlone(task, from === undefined ? ms : ms - (now() - from));
}

/** For clocks that know no agenda. */
function startAlone(task: Task, ms: number): void {
  const isLong = ms > LONGEST_TIMER;
  const next = (): void => (isLong ? startAlone(task, ms - LONGEST_TIMER) : task.due());
  undoing.set(task, currentClock().schedule(next, isLong ? LONGEST_TIMER : Math.max(0, ms)));
}

export function stop(task: Task): void {
  if (isPlanned(task)) agenda.remove(task);
  else undoing.get(task)?.();
}

/** Of those that were started alone. Apart from the tasks, for it would add to the weight of all others. */
const undoing = new WeakMap<Task, () => void>();

/** Runs `task` once after `ms`; the returned function cancels it. */
export function schedule(task: () => void, ms: number): () => void {
  const entry = new FunctionTask(task);
  start(entry, ms);
  return () => stop(entry);
}

/** A key that no other call has; not from the replaceable source of chance, for servers remember keys. */
export const uniqueKey = (): string => randomUUID();
