import { types } from 'node:util';
import { bare } from '../basics/bare.js';
import { type Duration, milliseconds } from '../duration.js';
import { unexpected } from '../errors.js';
import { checkKeys } from '../options.js';
import { chance } from '../seeded.js';

export interface ClockOptions {
  /** The date at the beginning, for `Retry-After` dates. Default: the real one. */
  readonly date?: Date | number | undefined;
  /** The seed of chance, for jitter. Default 1: each run of a test draws the same delays. */
  readonly seed?: number | undefined;
  /** Real time that a real request may take before it counts as hanging and time goes on without it. Default 250 ms. */
  readonly patience?: Duration | undefined;
}

/** The options, read and checked. `by` names the function in errors. */
export function readOptions(options: ClockOptions, by: string) {
  checkKeys(options, ['date', 'seed', 'patience'], by);
  const { date, seed = 1, patience = 250 } = bare(options);
  // It may be of another realm, as in Jest, or from before `Date` was replaced.
  const start = types.isDate(date) ? date.getTime() : date;
  if (start !== undefined && !Number.isFinite(start)) {
    throw unexpected(`${by}: option 'date'`, 'a valid date', date);
  }
  return {
    start,
    random: chance(seed, `${by}: option 'seed'`),
    patience: milliseconds(patience, `${by}: option 'patience'`),
  };
}
