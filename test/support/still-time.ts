import { useVirtualClock } from './virtual-clock.js';

/** Time that stands still until what has to have happened by then has happened; so no limit strikes too early. */
export function stillTime() {
  const time = useVirtualClock();
  let happened = (): void => {};
  const until = new Promise<void>((resolve) => {
    happened = resolve;
  });
  return {
    happened: <T>(passOn: T): T => {
      happened();
      return passOn;
    },
    /** What becomes of `work` if `ms` go by then. */
    async afterwards(ms: number, work: Promise<unknown>): Promise<any> {
      const ended = work.catch((error) => error);
      await until;
      await time.elapse(ms);
      return ended;
    },
    now: () => time.clock.now(),
    pause: (ms: number) => new Promise<void>((resolve) => void time.clock.schedule(resolve, ms)),
  };
}
