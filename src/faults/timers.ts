import { schedule } from '../clock.js';

/** Timers that can be cancelled together. */
export function timers() {
  const pending = new Set<() => void>();
  return {
    later(ms: number, task: () => void): () => void {
      const cancel = (): void => {
        stop();
        pending.delete(cancel);
      };
      const stop = schedule(() => {
        pending.delete(cancel);
        task();
      }, ms);
      pending.add(cancel);
      return cancel;
    },
    clear(): void {
      for (const cancel of pending) cancel();
    },
  };
}
