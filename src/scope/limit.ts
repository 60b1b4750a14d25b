import type { Task } from '../clock/agenda.js';
import { stop } from '../clock.js';
import { KeepsContext } from './context.js';
import type { Follower, Trigger } from './link.js';

/** A time limit: ends what follows it when its time is up. */
export class Limit extends KeepsContext implements Task, Trigger {
  before: Task = this;
  after: Task = this;
  readonly #follower: Follower;
  readonly #reason: (follower: Follower) => unknown;
  readonly at: number;

  constructor(follower: Follower, reason: (follower: Follower) => unknown, at: number) {
    super('holdfast.limit');
    this.#follower = follower;
    this.#reason = reason;
    this.at = at;
  }

  due(): void {
    this.runInAsyncScope(this.end, this);
  }

  private end(): void {
    this.#follower.abort(this.#reason(this.#follower));
  }

  detach(): void {
    stop(this);
  }

  /** It hangs in a ring, of which a logger would not find the end. */
  toJSON(): object {
    return { at: this.at };
  }
}
