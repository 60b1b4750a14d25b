import type { Backoff } from '../backoff/index.js';

export interface Bounds {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** A prime, so that multiples of a number make each draw even, and powers of it mix one draw with the next. */
const SAMPLES = 509;
/** Of all such numbers the one that gets the means of `decorrelated`, whose draws depend on each other, within 0.3 %. */
const MULTIPLIER = 439;
/** After so many retries backoffs have reached their cap; only the extremes are followed further. */
const SAMPLED = 32;
const ALMOST_ONE = 1 - 2 ** -53;

/** One run of a backoff, under one kind of luck. */
interface Run {
  readonly random: () => number;
  delay: number | undefined;
}

/** What a backoff gives, retry by retry: with no luck, with all of it, and on average over evenly spread luck. */
export class Pace {
  readonly backoff: Backoff;
  readonly #known: Bounds[] = [];
  readonly #extremes: readonly Run[] = [always(0), always(ALMOST_ONE)];
  #samples: readonly Run[] = Array.from({ length: SAMPLES }, (_, i) => spread(i));

  constructor(backoff: Backoff) {
    this.backoff = backoff;
  }

  /**
   * The delay before a retry, which counts from 1.
   *
   * @throws whatever the backoff throws, and a TypeError for what is no delay
   */
  at(retry: number): Bounds {
    while (this.#known.length < retry) this.#known.push(this.#next(this.#known.length + 1));
    return this.#known[retry - 1] as Bounds;
  }

  #next(retry: number): Bounds {
    if (retry > SAMPLED) this.#samples = [];
    const extremes = this.#extremes.map((run) => this.#step(run, retry));
    const samples = this.#samples.map((run) => this.#step(run, retry));
    const min = Math.min(...extremes, ...samples);
    const max = Math.max(...extremes, ...samples);
    const all = samples.length > 0 ? samples : extremes;
    return { min, mean: min === max ? min : all.reduce((sum, ms) => sum + ms, 0) / all.length, max };
  }

  #step(run: Run, retry: number): number {
    const delay: unknown = this.backoff(retry, run.delay, run.random);
    if (typeof delay !== 'number' || !(delay >= 0) || delay === Infinity)
      throw new TypeError(`gave ${String(delay)} for retry ${retry}`);
    run.delay = delay;
    return delay;
  }
}

const always = (luck: number): Run => ({ random: () => luck, delay: undefined });

/** Each draw of the `i`th run lies in the middle of another of SAMPLES equal parts of [0, 1). */
function spread(i: number): Run {
  let factor = 1;
  return {
    random() {
      factor = (factor * MULTIPLIER) % SAMPLES;
      return (((i * factor) % SAMPLES) + 0.5) / SAMPLES;
    },
    delay: undefined,
  };
}
