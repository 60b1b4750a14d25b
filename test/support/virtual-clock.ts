import { onTestFinished } from 'vitest';
import { type Clock, useClock } from '../../src/clock.js';

/** A clock that stands still until it is advanced. It is the process's clock until the test ends. */
export function useVirtualClock() {
  let time = 0;
  const timers = new Set<{ at: number; task: () => void }>();
  const delays: number[] = [];
  const clock: Clock = {
    now: () => time,
    wall: () => time,
    random: () => 0.5,
    schedule(task, ms) {
      const timer = { at: time + ms, task };
      delays.push(ms);
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  onTestFinished(useClock(clock));
  /** Runs the next timer, if it is due by `end`. */
  const runNext = (end: number): boolean => {
    const next = [...timers].sort((a, b) => a.at - b.at)[0];
    if (next === undefined || next.at > end) return false;
    timers.delete(next);
    time = next.at;
    next.task();
    return true;
  };
  return {
    clock,
    timers: timers as ReadonlySet<unknown>,
    /** What timers were set to, from the first one on. */
    delays: delays as readonly number[],
    /** Runs what falls due on the way, each at its time. */
    advance(ms: number): void {
      const end = time + ms;
      while (runNext(end));
      time = end;
    },
    /** As `advance`, but lets promises settle before each timer: what one sets off may set the next. */
    async elapse(ms: number): Promise<void> {
      const end = time + ms;
      do await settled();
      while (runNext(end));
      time = end;
    },
    /** Lets time go from timer to timer until `work` is done, and passes on what became of it. */
    async until<T>(work: Promise<T>): Promise<T> {
      let done = false;
      const over = (): void => {
        done = true;
      };
      work.then(over, over);
      for (;;) {
        await settled();
        if (done) return work;
        runNext(Infinity);
      }
    },
  };
}

/** A turn of the real event loop, in which everything happens that can happen at once. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
