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
  return {
    clock,
    timers: timers as ReadonlySet<unknown>,
    /** What timers were set to, from the first one on. */
    delays: delays as readonly number[],
    /** Runs what falls due on the way, each at its time. */
    advance(ms: number): void {
      const end = time + ms;
      for (;;) {
        const next = [...timers].sort((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > end) break;
        timers.delete(next);
        time = next.at;
        next.task();
      }
      time = end;
    },
  };
}
