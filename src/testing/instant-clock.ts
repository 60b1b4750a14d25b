import { systemClock, useClock } from '../clock.js';
import { type ClockOptions, readOptions } from './options.js';
import { Requests } from './requests.js';
import { Timeline } from './timeline.js';
import { once, type VirtualClock } from './virtual-clock.js';

/** Time that never has to be waited for. */
export type InstantClock = Pick<VirtualClock, 'now' | 'waits' | 'restore' | typeof Symbol.dispose>;

/**
 * Makes holdfast's waits take no time, for the whole process: as soon as nothing else can happen, time jumps to the next
 * wait or limit. For tests that are about what a call does, not about when. `waits` tells what would have been waited.
 *
 * A limit (`@Timeout`) still ends what hangs, after the real time that `patience` allows.
 *
 * @throws ConfigError for unknown or impossible options
 * @example
 * const clock = useInstantClock();
 * const answer = await resilient({ backoff: constant('1h') }).call(({ number }) => {
 *   if (number === 1) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
 *   return clock.waits; // one hour
 * });
 * clock.restore();
 */
export function useInstantClock(options: ClockOptions = {}): InstantClock {
  const { random, start = systemClock.wall(), patience } = readOptions(options, 'useInstantClock');
  const time = new Timeline(random, start);
  const requests = new Requests(patience);
  let running = false;
  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    try {
      do await requests.settled();
      while (time.runNext(Infinity));
    } finally {
      running = false;
    }
  };
  time.onSchedule = () => void run();
  const giveBack = once(
    useClock(time),
    () => requests.stop(),
    () => time.clear(),
  );
  return {
    get now() {
      return time.now();
    },
    get waits() {
      return [...time.waits];
    },
    restore: giveBack,
    [Symbol.dispose]: giveBack,
  };
}
