import { type Duration, milliseconds } from '../../../duration.js';
import type { Toxic } from '../toxic.js';

export interface LatencyOptions {
  /** How long all data is delayed. */
  readonly latency: Duration;
  /** How far the delay varies, evenly, to either side. Default 0. */
  readonly jitter?: Duration | undefined;
}

/** Counted from when the data came, so that a delay does not narrow the connection. */
export const latency: Toxic<LatencyOptions, { readonly latency: number; readonly jitter: number }> = {
  summary: 'delays all data by `latency`, plus or minus `jitter`',
  options: ['latency', 'jitter'],
  read: ({ latency, jitter = 0 }, where) => ({
    latency: milliseconds(latency, `${where}: option 'latency'`),
    jitter: milliseconds(jitter, `${where}: option 'jitter'`),
  }),
  async pass(chunk, next, grip) {
    const { latency, jitter } = grip.settings;
    const due = chunk.time + Math.max(0, latency + jitter * (2 * grip.random() - 1));
    await grip.until(due);
    // Two of them add up: for the next one, the data comes now.
    await next({ ...chunk, time: due });
  },
};
