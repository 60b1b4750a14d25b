import { systemClock, useClock } from '../clock.js';
import { type Duration, milliseconds } from '../duration.js';
import { unexpected } from '../errors.js';
import { type ClockOptions, readOptions } from './options.js';
import { Requests } from './requests.js';
import { Timeline } from './timeline.js';

/** Time in the hands of a test. It is holdfast's time for the whole process until `restore()`. */
export interface VirtualClock {
  /** Milliseconds since the clock was made. */
  readonly now: number;
  /** How many waits and limits are running. */
  readonly pending: number;
  /** The waits and limits that ran out, in milliseconds and in order. */
  readonly waits: readonly number[];
  /** Lets time go on: what falls due on the way runs at its time, and what that sets off. Several at once add up. */
  advance(duration: Duration): Promise<void>;
  /** Lets time go on, from one wait or limit to the next, until `work` is done; passes on what became of it. */
  until<T>(work: T | PromiseLike<T>): Promise<T>;
  /** Gives back real time. Waits that are still running never end. */
  restore(): void;
  [Symbol.dispose](): void;
}

/**
 * Stops holdfast's time for the whole process, so that a test of retries and timeouts takes no time and no chances.
 * Only holdfast's waits, limits and jitter go by it: your own timers, sockets and dates keep real time, and real
 * requests are waited for before time goes on.
 *
 * @throws ConfigError for unknown or impossible options
 * @example
 * const clock = useVirtualClock();
 * const call = resilient({ backoff: constant('30s') }).call(({ number }) => {
 *   if (number === 1) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
 *   return 'fine';
 * });
 * await clock.advance('30s');
 * const answer = await call;
 * clock.restore();
 */
export function useVirtualClock(options: ClockOptions = {}): VirtualClock {
  const { random, start = systemClock.wall(), patience } = readOptions(options, 'useVirtualClock');
  const time = new Timeline(random, start);
  const requests = new Requests(patience);
  const giveBack = once(useClock(time), () => requests.stop());
  const goOn = async (ms: number): Promise<void> => {
    const end = time.now() + ms;
    do await requests.settled();
    while (time.runNext(end));
    time.goTo(end);
  };
  // One after the other: two at once would not add up.
  let advanced = Promise.resolve();
  return {
    get now() {
      return time.now();
    },
    get pending() {
      return time.timers.size;
    },
    get waits() {
      return [...time.waits];
    },
    async advance(duration) {
      const ms = milliseconds(duration, 'advance');
      advanced = advanced.catch(() => {}).then(() => goOn(ms));
      await advanced;
    },
    async until(work) {
      if (typeof work === 'function') throw unexpected('until', 'a promise', work);
      let done = false;
      const over = (): void => {
        done = true;
      };
      Promise.resolve(work).then(over, over);
      for (;;) {
        await requests.settled();
        if (done) return await work;
        // Nothing to wait for but what is not ours: a file, a timer of the test's own.
        if (!time.runNext(Infinity)) await new Promise<void>((resolve) => systemClock.schedule(resolve, 1));
      }
    },
    restore: giveBack,
    [Symbol.dispose]: giveBack,
  };
}

/** All of `tasks`, the first time it is called. */
export function once(...tasks: (() => void)[]): () => void {
  return () => {
    for (const task of tasks.splice(0)) task();
  };
}
