import type { Task } from '../clock/agenda.js';
import { start, stop } from '../clock.js';
import type { Scope } from '../scope.js';
import type { Follower } from './link.js';

/** A wait within a scope. */
class Nap implements Task, Follower {
  before: Task = this;
  after: Task = this;
  readonly #scope: Scope;
  readonly #resolve: () => void;
  readonly #reject: (reason: unknown) => void;

  constructor(scope: Scope, resolve: () => void, reject: (reason: unknown) => void) {
    this.#scope = scope;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  due(): void {
    this.#scope.leave(this);
    this.#resolve();
  }

  abort(reason: unknown): void {
    stop(this);
    this.#reject(reason);
  }
}

/** Waits for `ms`, or rejects with the reason as soon as the scope ends. */
export function sleep(scope: Scope, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (scope.aborted) return reject(scope.reason);
    const nap = new Nap(scope, resolve, reject);
    scope.join(nap);
    start(nap, ms);
  });
}
