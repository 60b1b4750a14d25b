import { randomUUID } from 'node:crypto';
import { ConfigError, show } from './errors.js';

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

/** Real time. The globals are looked up at each call, so that the fake timers of Vitest, Jest and Sinon take hold. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  random: () => Math.random(),
  schedule(task, ms) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

// On globalThis, for two copies of the package in one process must agree about the time.
const SLOT = Symbol.for('holdfast.clock');
const slot = globalThis as { [SLOT]?: Clock };

/** The clock of the process: the system's, unless somebody has put another here. */
export const currentClock = (): Clock => slot[SLOT] ?? systemClock;

/** Replaces the clock for the whole process until the returned function is called. For tests and simulations. */
export function useClock(replacement: Clock): () => void {
  const before = slot[SLOT];
  slot[SLOT] = replacement;
  return () => {
    if (before) slot[SLOT] = before;
    else delete slot[SLOT];
  };
}

/** Monotonic milliseconds. */
export const now = (): number => currentClock().now();

/** Milliseconds since 1970, for comparison with dates that servers send. */
export const wall = (): number => currentClock().wall();

/** A number in [0, 1). Whatever else a replaced source of chance gives would come out as an odd delay far from here. */
export function random(): number {
  let drawn: unknown;
  try {
    drawn = currentClock().random();
  } catch (cause) {
    throw new ConfigError("the clock's random() threw: expected a number in [0, 1)", { cause });
  }
  if (typeof drawn === 'number' && drawn >= 0 && drawn <= 1) return drawn;
  throw new ConfigError(`the clock's random() gave ${show(drawn)}: expected a number in [0, 1)`);
}

/** Runs `task` once after `ms`, however long that is; the returned function cancels it. */
export function schedule(task: () => void, ms: number): () => void {
  if (ms <= LONGEST_TIMER) return currentClock().schedule(task, Math.max(0, ms));
  let cancel = currentClock().schedule(() => {
    cancel = schedule(task, ms - LONGEST_TIMER);
  }, LONGEST_TIMER);
  return () => cancel();
}

/** A key that no other call has; not from the replaceable source of chance, for servers remember keys. */
export const uniqueKey = (): string => randomUUID();
