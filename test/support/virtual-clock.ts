import { onTestFinished } from 'vitest';
import { useClock } from '../../src/clock.js';
import { Timeline } from '../../src/testing/timeline.js';

/**
 * A clock that stands still until it is advanced. It is the process's clock until the test ends. What users get is
 * `holdfast/testing`; this is the same timeline with its inside out: it begins at 0, chance is 0.5, and all can be changed.
 */
export function useVirtualClock() {
  const clock = new Timeline(() => 0.5, 0);
  const delays: number[] = [];
  clock.onSchedule = (ms) => delays.push(ms);
  onTestFinished(useClock(clock));
  return {
    clock,
    timers: clock.timers as ReadonlySet<unknown>,
    /** What timers were set to, from the first one on. */
    delays: delays as readonly number[],
    /** Over when `ms` have gone by. */
    pause: (ms: number) => new Promise<void>((resolve) => void clock.schedule(resolve, ms)),
    /** Runs what falls due on the way, each at its time. */
    advance(ms: number): void {
      const end = clock.now() + ms;
      while (clock.runNext(end));
      clock.goTo(end);
    },
    /** As `advance`, but lets promises settle before each timer: what one sets off may set the next. */
    async elapse(ms: number): Promise<void> {
      const end = clock.now() + ms;
      do await settled();
      while (clock.runNext(end));
      clock.goTo(end);
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
        clock.runNext(Infinity);
      }
    },
  };
}

/** A turn of the real event loop, in which everything happens that can happen at once. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
