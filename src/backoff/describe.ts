import { UNITS } from '../duration.js';

/** A duration as a user would write it: 20000 is `20s`, 4250 is `4250ms`. */
export function inWords(ms: number): string {
  // Never rounded: what is no tenth of a larger unit stays in milliseconds.
  const [unit, size] = Object.entries(UNITS).findLast(([, size]) => ms >= size && ms % (size / 10) === 0) ?? [
    'ms',
    1,
  ];
  return `${ms / size}${unit}`;
}
