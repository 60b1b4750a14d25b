import { now, schedule } from '../../clock.js';
import type { Grip, Toxic } from './toxic.js';

/** What a grip needs of the place it is in. */
export interface Place {
  close(): void;
  reset(): void;
}

/** A toxic's grip on one direction of one connection. */
export class Hold<Settings = unknown> implements Grip<Settings> {
  readonly toxic: Toxic<never, Settings>;
  readonly random: () => number;
  tally = 0;
  #settings: Settings;
  #lifted = false;
  readonly #place: Place;
  readonly #waiting = new Set<() => void>();
  readonly #timers = new Set<() => void>();

  constructor(toxic: Toxic<never, Settings>, settings: Settings, place: Place, random: () => number) {
    this.toxic = toxic;
    this.random = random;
    this.#settings = settings;
    this.#place = place;
  }

  get settings(): Settings {
    return this.#settings;
  }

  get lifted(): boolean {
    return this.#lifted;
  }

  wait(ms = Infinity): Promise<void> {
    if (this.#lifted || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel?.();
        this.#waiting.delete(wake);
        resolve();
      };
      const cancel = Number.isFinite(ms) ? schedule(wake, ms) : undefined;
      this.#waiting.add(wake);
    });
  }

  until(time: number): Promise<void> {
    return this.wait(time - now());
  }

  later(task: () => void, ms: number): void {
    if (Number.isFinite(ms)) this.#timers.add(schedule(task, ms));
  }

  close(): void {
    this.#place.close();
  }

  reset(): void {
    this.#place.reset();
  }

  begin(): void {
    this.toxic.begin?.(this);
  }

  change(settings: Settings): void {
    this.#settings = settings;
    this.#interrupt();
    this.begin();
  }

  lift(): void {
    this.#lifted = true;
    this.#interrupt();
  }

  #interrupt(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    for (const wake of this.#waiting) wake();
  }
}
