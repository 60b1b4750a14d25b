import { type Duration, milliseconds } from '../../../duration.js';
import { unexpected } from '../../../errors.js';
import { positive, whole } from '../amounts.js';
import type { Toxic } from '../toxic.js';

export interface SlicerOptions {
  /** Bytes in a slice, on average. */
  readonly size: number;
  /** How far the size varies, evenly, to either side; less than `size`. Default 0. */
  readonly variation?: number | undefined;
  /** The wait after each slice. (Toxiproxy counts in microseconds.) Default 0. */
  readonly delay?: Duration | undefined;
}

export interface SlicerSettings {
  readonly size: number;
  readonly variation: number;
  readonly delay: number;
}

export const slicer: Toxic<SlicerOptions, SlicerSettings> = {
  summary: 'cuts the data into slices of `size` bytes, plus or minus `variation`, with `delay` after each',
  options: ['size', 'variation', 'delay'],
  read({ size, variation = 0, delay = 0 }, where) {
    const settings = {
      size: whole(positive(size, `${where}: option 'size'`), `${where}: option 'size'`),
      variation: whole(variation, `${where}: option 'variation'`),
      delay: milliseconds(delay, `${where}: option 'delay'`),
    };
    if (variation < size) return settings;
    throw unexpected(`${where}: option 'variation'`, `less than 'size' (${size})`, variation);
  },
  async pass({ bytes, time }, next, grip) {
    for (let at = 0; at < bytes.length; ) {
      const { size, variation, delay } = grip.settings;
      const cut = size - variation + Math.floor(grip.random() * (2 * variation + 1));
      const slice = bytes.subarray(at, grip.lifted ? bytes.length : at + cut);
      at += slice.length;
      await next({ bytes: slice, time });
      await grip.wait(delay);
    }
  },
};
