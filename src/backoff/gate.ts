/** Timers may fire a little early by the monotonic clock; who comes back then has still waited. */
const SLACK = 2;

/** After a quiet time of so many lengths of the last pause, what comes is another fault. */
const QUIET = 2;

/**
 * The pause that many callers of one server share. Nothing but a function of what it is told: it reads no clock and sets
 * no timer. All times are monotonic milliseconds.
 */
export class Gate {
  readonly #lengthOf: (step: number) => number;
  readonly #share: number;
  #step = 0;
  #length = 0;
  #until = Number.NEGATIVE_INFINITY;

  /** @param share of the length of a pause, over which those who waited come back */
  constructor(lengthOf: (step: number) => number, share: number) {
    this.#lengthOf = lengthOf;
    this.#share = share;
  }

  /**
   * What was sent at `begun` failed. A crowd that fails together is one failure: only what was sent after the last pause
   * makes the next one longer.
   *
   * @param asked the pause that the server asks for, in place of the computed one
   */
  failed(begun: number, now: number, asked?: number): void {
    if (begun + SLACK < this.#until) {
      if (asked === undefined || now + asked <= this.#until) return;
      this.#length = asked;
      this.#until = now + asked;
      return;
    }
    this.#step = this.#isQuiet(begun) ? 1 : this.#step + 1;
    this.#length = asked ?? this.#lengthOf(this.#step);
    this.#until = now + this.#length;
  }

  /** What was sent at `begun` succeeded: the fault is over, unless there has been another since. */
  recovered(begun: number): void {
    if (begun + SLACK < this.#until) return;
    this.#step = 0;
    this.#length = 0;
    this.#until = Number.NEGATIVE_INFINITY;
  }

  /** How much of the pause is left. */
  left(now: number): number {
    return Math.max(0, this.#until - now);
  }

  /** How long one caller waits, so that not all come back at once: less of a spread where there is little `room`. */
  wait(now: number, room: number, random: () => number): number {
    // Its failure may have taken longer than the pause that others began meanwhile.
    const pause = this.left(now) || this.#length;
    const spread = Math.min(this.#share * this.#length, Math.max(0, room - pause) / 2);
    return spread > 0 ? pause + spread * random() : pause;
  }

  /** Whether nothing of it matters any more. */
  isOver(now: number): boolean {
    return this.#isQuiet(now);
  }

  #isQuiet(at: number): boolean {
    return at - this.#until > QUIET * this.#length;
  }
}
