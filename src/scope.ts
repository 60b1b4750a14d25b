import { setMaxListeners } from 'node:events';
import { Task } from './agenda.js';
import { now, start, stop } from './clock.js';
import { link } from './link.js';
import { keepShape } from './shapes.js';

type Listener = (reason: unknown) => void;

/** A time limit of a scope. */
class Limit<S extends Scope> extends Task {
  readonly #scope: S;
  readonly #reason: (scope: S) => unknown;
  /** The scope's other limits. */
  readonly others: Limit<Scope> | undefined;

  constructor(scope: S, reason: (scope: S) => unknown, others: Limit<Scope> | undefined) {
    super();
    this.#scope = scope;
    this.#reason = reason;
    this.others = others;
  }

  due(): void {
    this.#scope.abort(this.#reason(this.#scope));
  }
}

/** A wait within a scope. */
class Nap extends Task {
  readonly #resolve: () => void;
  readonly #leave: () => void;

  constructor(scope: Scope, resolve: () => void, reject: Listener) {
    super();
    this.#resolve = resolve;
    this.#leave = scope.onAbort((reason) => {
      stop(this);
      reject(reason);
    });
  }

  due(): void {
    this.#leave();
    this.#resolve();
  }
}

/**
 * A stretch of work that can be ended early: by a time limit, a user's signal, or the scope around it.
 *
 * It does what an `AbortController` does, but costs next to nothing until somebody listens: an `AbortSignal` is made
 * when first asked for, and a scope hangs on to the one around it only while someone waits on it. (`AbortSignal.any`
 * leaks for good on Node 20, and `AbortSignal.timeout` is invisible to fake timers; neither is used.)
 */
export class Scope {
  #parent: Scope | undefined;
  #aborted = false;
  #reason: unknown = undefined;
  #closed = false;
  #deadline = Number.POSITIVE_INFINITY;
  #cancellable = false;
  /** A set only from the second one on: most scopes have one at most. */
  #listeners: Listener | Set<Listener> | undefined;
  #controller: AbortController | undefined;
  #limits: Limit<Scope> | undefined;
  #links: (() => void)[] | undefined;
  #leaveParent: (() => void) | undefined;

  constructor(parent?: Scope) {
    this.#parent = parent;
  }

  get parent(): Scope | undefined {
    return this.#parent;
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

  /**
   * The monotonic time at which this scope ends at the latest; `Infinity` without a limit. What was started in it and goes
   * on when it is over has all the time it wants.
   */
  get deadline(): number {
    if (this.#closed && !this.#aborted) return Number.POSITIVE_INFINITY;
    return this.parent === undefined ? this.#deadline : Math.min(this.#deadline, this.parent.deadline);
  }

  /** Milliseconds until the deadline, never negative; `Infinity` without one. */
  remaining(): number {
    const { deadline } = this;
    return deadline === Number.POSITIVE_INFINITY ? deadline : Math.max(0, deadline - now());
  }

  /** Ends the scope `ms` after `from`, with the reason that `reason` makes then. */
  limit(ms: number, reason: (scope: this) => unknown, from = now()): void {
    if (ms === Number.POSITIVE_INFINITY) return;
    this.#deadline = Math.min(this.#deadline, from + ms);
    this.#cancellable = true;
    const limit = new Limit<this>(this, reason, this.#limits);
    this.#limits = limit as unknown as Limit<Scope>;
    start(limit, ms, from);
  }

  /** Ends the scope when `signal` aborts, with the signal's own reason. */
  follow(signal: AbortSignal): void {
    if (signal.aborted) {
      this.abort(signal.reason);
      return;
    }
    this.#cancellable = true;
    this.#links ??= [];
    this.#links.push(link(signal, (reason) => this.abort(reason)));
  }

  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#reason = this.aborted ? this.reason : reason;
    this.#aborted = true;
    this.#giveBack();
    const listeners = this.#listeners;
    if (typeof listeners === 'function') listeners(this.#reason);
    else if (listeners) for (const listener of listeners) listener(this.#reason);
    this.#listeners = undefined;
    this.#controller?.abort(this.#reason);
  }

  /** Calls `listener` once if the scope is aborted; the returned function takes it back. */
  onAbort(listener: Listener): () => void {
    if (this.aborted) {
      listener(this.reason);
      return () => {};
    }
    this.#add(listener);
    this.listen();
    return () => this.#remove(listener);
  }

  /** A signal that follows this scope, for `fetch`, axios and SDKs. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      // A method may make any number of requests at once; Node 20 would take them for a leak.
      setMaxListeners(0, this.#controller.signal);
      if (this.aborted) this.#controller.abort(this.reason);
      else this.listen();
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
      start(new Nap(this, resolve, reject), ms, now());
    });
  }

  /** The work is over: timers and listeners are given back. A closed scope no longer aborts by itself. */
  close(): void {
    this.#giveBack();
    this.#listeners = undefined;
  }

  #giveBack(): void {
    this.#closed = true;
    for (let limit = this.#limits; limit !== undefined; limit = limit.others) stop(limit);
    this.#limits = undefined;
    if (this.#links) for (const unlink of this.#links) unlink();
    this.#links = undefined;
    this.#leaveParent?.();
    this.#leaveParent = undefined;
  }

  #add(listener: Listener): void {
    const listeners = this.#listeners;
    if (listeners === undefined) this.#listeners = listener;
    else if (typeof listeners === 'function') this.#listeners = new Set([listeners, listener]);
    else listeners.add(listener);
  }

  #remove(listener: Listener): void {
    const listeners = this.#listeners;
    if (listeners === listener) this.#listeners = undefined;
    else if (listeners instanceof Set) {
      if (listeners.delete(listener) && listeners.size === 0) this.#listeners = undefined;
    } else return;
    this.#letGo();
  }

  /** From now on the scope around tells this one when it ends. Not after the close, when nobody would leave again. */
  protected listen(): void {
    if (!this.#closed) this.#leaveParent ??= this.parent?.onAbort((reason) => this.abort(reason));
  }

  /** `between` comes between this scope and the one around it, which `between` is in already. */
  protected moveInto(between: Scope): void {
    const listened = this.#leaveParent !== undefined;
    this.#leaveParent?.();
    this.#leaveParent = undefined;
    this.#parent = between;
    if (listened) this.listen();
  }

  #letGo(): void {
    if (this.#listeners !== undefined || this.#controller !== undefined) return;
    this.#leaveParent?.();
    this.#leaveParent = undefined;
  }
}

keepShape(new Limit(new Scope(), () => {}, undefined));
