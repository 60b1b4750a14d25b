import { now } from '../../../clock.js';
import { positive } from '../amounts.js';
import type { Toxic } from '../toxic.js';

export interface BandwidthOptions {
  /** Bytes per second, for each connection by itself. (Toxiproxy counts in kilobytes.) */
  readonly rate: number;
}

/** Data comes in pieces of this many milliseconds, so that a slow line flows and does not jerk. */
const STEP = 50;

export const bandwidth: Toxic<BandwidthOptions, { readonly rate: number }> = {
  summary: 'lets through at most `rate` bytes per second',
  options: ['rate'],
  read: ({ rate }, where) => ({ rate: positive(rate, `${where}: option 'rate'`) }),
  async pass({ bytes, time }, next, grip) {
    for (let at = 0; at < bytes.length; ) {
      const { rate } = grip.settings;
      const size = grip.lifted ? bytes.length : Math.max(1, Math.floor((rate * STEP) / 1000));
      const piece = bytes.subarray(at, at + size);
      at += piece.length;
      // The tally is when the line is free again. From then on and not from now, or the lateness of timers would add up.
      grip.tally = Math.max(grip.tally, now() - STEP) + (piece.length * 1000) / rate;
      await grip.until(grip.tally);
      await next({ bytes: piece, time });
    }
  },
};
