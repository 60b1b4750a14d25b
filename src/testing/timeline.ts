import { entryOf } from '../basics/entry.js';
import { Heap } from '../clock/heap.js';
import type { Clock } from '../clock.js';

interface Timer {
  readonly ms: number;
  readonly task: () => void;
}

/** The timers that are due at one time, in the order in which they were set. */
interface Moment {
  readonly rank: number;
  readonly timers: Set<Timer>;
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
  readonly #moments = new Map<number, Moment>();
  /** Of the moments. One stays until its turn comes, also where all its timers were taken back. */
  readonly #order = new Heap<Moment>();
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
    const timer = { ms, task };
    const moment = this.#momentAt(this.#time + ms);
    moment.timers.add(timer);
    this.timers.add(timer);
    this.onSchedule?.(ms);
    return () => this.#remove(timer, moment);
  }

  /** Runs the timer that is due first, at its time, if that is not after `end`. Of several, the one that was set first. */
  runNext(end: number): boolean {
    for (let next = this.#order.first; next !== undefined && next.rank <= end; next = this.#order.first) {
      for (const timer of next.timers) {
        this.#remove(timer, next);
        this.#time = next.rank;
        this.waits.push(timer.ms);
        timer.task();
        return true;
      }
      this.#moments.delete(next.rank);
      this.#order.shift();
    }
    return false;
  }

  /** Takes all timers back. */
  clear(): void {
    this.timers.clear();
    this.#moments.clear();
    this.#order.reset([]);
  }

  /** Lets time go on to `end`, without running what would be due on the way. */
  goTo(end: number): void {
    this.#time = Math.max(this.#time, end);
  }

  #momentAt(rank: number): Moment {
    return entryOf(this.#moments, rank, () => {
      const moment = { rank, timers: new Set<Timer>() };
      this.#order.push(moment);
      return moment;
    });
  }

  #remove(timer: Timer, { timers }: Moment): void {
    timers.delete(timer);
    this.timers.delete(timer);
  }
}
