import type { Clock } from '../clock.js';

interface Timer {
  readonly at: number;
  readonly ms: number;
  readonly task: () => void;
}

/** A clock that stands still until someone runs its timers. */
export class Timeline implements Clock {
  random: () => number;
  readonly timers: Set<Timer> = new Set();
  /** How long each timer was that ran out, in order. */
  readonly waits: number[] = [];
  /** Called when a timer is set. */
  onSchedule: ((ms: number) => void) | undefined;
  readonly #start: number;
  #time = 0;

  /** @param start what `wall()` says at the beginning, in milliseconds since 1970 */
  constructor(random: () => number, start: number) {
    this.random = random;
    this.#start = start;
  }

  now(): number {
    return this.#time;
  }

  wall(): number {
    return this.#start + this.#time;
  }

  schedule(task: () => void, ms: number): () => void {
    const timer = { at: this.#time + ms, ms, task };
    this.timers.add(timer);
    this.onSchedule?.(ms);
    return () => this.timers.delete(timer);
  }

  /** Runs the timer that is due first, at its time, if that is not after `end`. Of several, the one that was set first. */
  runNext(end: number): boolean {
    let next: Timer | undefined;
    for (const timer of this.timers) if (next === undefined || timer.at < next.at) next = timer;
    if (next === undefined || next.at > end) return false;
    this.timers.delete(next);
    this.#time = next.at;
    this.waits.push(next.ms);
    next.task();
    return true;
  }

  /** Lets time go on to `end`, without running what would be due on the way. */
  goTo(end: number): void {
    this.#time = Math.max(this.#time, end);
  }
}
