import { setMaxListeners } from 'node:events';
import { now, schedule } from './clock.js';
import { link } from './link.js';

type Listener = (reason: unknown) => void;

/**
 * A stretch of work that can be ended early: by a time limit, a user's signal, or the scope around it.
 *
 * It does what an `AbortController` does, but costs next to nothing until somebody listens: an `AbortSignal` is made
 * when first asked for, and a scope hangs on to the one around it only while someone waits on it. (`AbortSignal.any`
 * leaks for good on Node 20, and `AbortSignal.timeout` is invisible to fake timers; neither is used.)
 */
export class Scope {
  readonly parent: Scope | undefined;
  #aborted = false;
  #reason: unknown = undefined;
  #closed = false;
  #deadline = Number.POSITIVE_INFINITY;
  #cancellable = false;
  #listeners: Set<Listener> | undefined;
  #controller: AbortController | undefined;
  #ties: (() => void)[] | undefined;
  #leaveParent: (() => void) | undefined;

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  /** Asked of the scope around it too: one that nobody listens in is not told. */
  get aborted(): boolean {
    return this.#aborted || (!this.#closed && this.parent?.aborted === true);
  }

  get reason(): unknown {
    return this.#aborted || this.#closed ? this.#reason : this.parent?.reason;
  }

  /** Whether anything can end this scope early. If not, nobody needs to listen to it. */
  get cancellable(): boolean {
    return this.#cancellable || (this.parent?.cancellable ?? false);
  }

  /** The monotonic time at which this scope ends at the latest; `Infinity` without a limit. */
  get deadline(): number {
    return this.parent === undefined ? this.#deadline : Math.min(this.#deadline, this.parent.deadline);
  }

  /** Milliseconds until the deadline, never negative; `Infinity` without one. */
  remaining(): number {
    const { deadline } = this;
    return deadline === Number.POSITIVE_INFINITY ? deadline : Math.max(0, deadline - now());
  }

  /** Ends the scope after `ms`, with the reason that `reason` makes then. */
  limit(ms: number, reason: () => unknown): void {
    if (ms === Number.POSITIVE_INFINITY) return;
    this.#deadline = Math.min(this.#deadline, now() + ms);
    this.#tie(schedule(() => this.abort(reason()), ms));
  }

  /** Ends the scope when `signal` aborts, with the signal's own reason. */
  follow(signal: AbortSignal): void {
    if (signal.aborted) this.abort(signal.reason);
    else this.#tie(link(signal, (reason) => this.abort(reason)));
  }

  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#reason = this.aborted ? this.reason : reason;
    this.#aborted = true;
    const listeners = this.#listeners;
    this.close();
    if (listeners) for (const listener of listeners) listener(this.#reason);
    this.#controller?.abort(this.#reason);
  }

  /** Calls `listener` once if the scope is aborted; the returned function takes it back. */
  onAbort(listener: Listener): () => void {
    if (this.aborted) {
      listener(this.reason);
      return () => {};
    }
    this.#listeners ??= new Set();
    const listeners = this.#listeners.add(listener);
    this.#joinParent();
    return () => {
      if (listeners.delete(listener)) this.#letGo();
    };
  }

  /** A signal that follows this scope, for `fetch`, axios and SDKs. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      // A method may make any number of requests at once; Node 20 would take them for a leak.
      setMaxListeners(0, this.#controller.signal);
      if (this.aborted) this.#controller.abort(this.reason);
      else this.#joinParent();
    }
    return this.#controller.signal;
  }

  /** Settles as `work` does, or rejects with the reason as soon as the scope ends. Late rejections stay quiet. */
  guard<T>(work: Promise<T>): Promise<T> {
    if (!this.cancellable && !this.aborted) return work;
    return new Promise((resolve, reject) => {
      const leave = this.onAbort(reject);
      work.then(resolve, reject).finally(leave);
    });
  }

  /** Waits for `ms`, or rejects with the reason as soon as the scope ends. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.aborted) return reject(this.reason);
      const leave = this.onAbort((reason) => {
        cancel();
        reject(reason);
      });
      const cancel = schedule(() => {
        leave();
        resolve();
      }, ms);
    });
  }

  /** The work is over: timers and listeners are given back. A closed scope no longer aborts by itself. */
  close(): void {
    this.#closed = true;
    if (this.#ties) for (const untie of this.#ties) untie();
    this.#ties = undefined;
    this.#listeners = undefined;
    this.#leaveParent?.();
    this.#leaveParent = undefined;
  }

  #tie(untie: () => void): void {
    this.#cancellable = true;
    this.#ties ??= [];
    this.#ties.push(untie);
  }

  /** Not after the close, when nobody would leave again. */
  #joinParent(): void {
    if (!this.#closed) this.#leaveParent ??= this.parent?.onAbort((reason) => this.abort(reason));
  }

  #letGo(): void {
    if (this.#listeners?.size !== 0 || this.#controller !== undefined) return;
    this.#leaveParent?.();
    this.#leaveParent = undefined;
  }
}
