import { hang, type Step } from './server.js';
import { useVirtualClock } from './virtual-clock.js';

/** Time that stands still until what has to have happened by then has happened; so no limit strikes too early. */
export function stillTime() {
  const time = useVirtualClock();
  let happened = (): void => {};
  const until = new Promise<void>((resolve) => {
    happened = resolve;
  });
  const passedOn = <T>(passOn: T): T => {
    happened();
    return passOn;
  };
  /** Never answers; by the time it is asked, what has to happen has happened. */
  const hangs: Step = (req, res, n) => passedOn(hang()(req, res, n));
  return {
    happened: passedOn,
    hangs,
    /** What becomes of `work` if `ms` go by then. */
    async afterwards(ms: number, work: Promise<unknown>): Promise<any> {
      const ended = work.catch((error) => error);
      await until;
      await time.elapse(ms);
      return ended;
    },
    now: () => time.clock.now(),
    pause: time.pause,
  };
}
