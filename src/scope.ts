import type { Task } from './agenda.js';
import { now, start, stop } from './clock.js';
import { Ender, Kept } from './context.js';
import { type Follower, link, unlink } from './link.js';
import { keepShape } from './shapes.js';

/** A time limit of a scope. */
class Limit extends Kept implements Task {
  before: Task = this;
  after: Task = this;
  readonly #scope: Scope;
  readonly #reason: (scope: Scope) => unknown;
  /** The scope's other limits. */
  readonly others: Limit | undefined;

  constructor(scope: Scope, reason: (scope: Scope) => unknown, others: Limit | undefined) {
    super('holdfast.limit');
    this.#scope = scope;
    this.#reason = reason;
    this.others = others;
  }

  due(): void {
    this.runInAsyncScope(this.#end, this);
  }

  #end(): void {
    this.#scope.abort(this.#reason(this.#scope));
  }
}

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

/**
 * A stretch of work that can be ended early: by a time limit, a user's signal, or the scope around it.
 *
 * It does what an `AbortController` does, but costs next to nothing until somebody listens: an `AbortSignal` is made
 * when first asked for, and a scope hangs on to the one around it only while someone waits on it. (`AbortSignal.any`
 * leaks for good on Node 20, and `AbortSignal.timeout` is invisible to fake timers; neither is used.)
 */
export class Scope implements Follower {
  #parent: Scope | undefined;
  #state: 'open' | 'closed' | 'aborted' = 'open';
  #reason: unknown = undefined;
  #deadline: number | undefined = undefined;
  /** A set only from the second one on: most scopes have one at most. */
  #followers: Follower | Set<Follower> | undefined = undefined;
  /** Whether it is a follower of the scope around it. */
  #follows = false;
  #ender: Ender | undefined = undefined;
  #limits: Limit | undefined = undefined;
  /** A list only from the second one on. */
  #signals: AbortSignal | AbortSignal[] | undefined = undefined;

  constructor(parent?: Scope) {
    this.#parent = parent;
  }

  get parent(): Scope | undefined {
    return this.#parent;
  }

  /** Asked of the scope around it too: one that nobody listens in is not told. */
  get aborted(): boolean {
    return this.#state === 'open' ? this.parent?.aborted === true : this.#state === 'aborted';
  }

  get reason(): unknown {
    return this.#state === 'open' ? this.parent?.reason : this.#reason;
  }

  /** Whether anything can end this scope early. If not, nobody needs to listen to it. */
  get cancellable(): boolean {
    return this.#limits !== undefined || this.#signals !== undefined || (this.parent?.cancellable ?? false);
  }

  /**
   * The monotonic time at which this scope ends at the latest; `Infinity` without a limit. What was started in it and goes
   * on when it is over has all the time it wants.
   */
  get deadline(): number {
    if (this.#state === 'closed') return Number.POSITIVE_INFINITY;
    const own = this.#deadline ?? Number.POSITIVE_INFINITY;
    return this.parent === undefined ? own : Math.min(own, this.parent.deadline);
  }

  /** Milliseconds until the deadline, never negative; `Infinity` without one. */
  remaining(): number {
    const { deadline } = this;
    return deadline === Number.POSITIVE_INFINITY ? deadline : Math.max(0, deadline - now());
  }

  /** Ends the scope `ms` after `from`, with the reason that `reason` makes then. */
  limit(ms: number, reason: (scope: this) => unknown, from = now()): void {
    if (ms === Number.POSITIVE_INFINITY) return;
    const at = from + ms;
    if (this.#deadline === undefined || at < this.#deadline) this.#deadline = at;
    this.#limits = new Limit(this, reason as (scope: Scope) => unknown, this.#limits);
    start(this.#limits, ms, from);
  }

  /** Ends the scope when `signal` aborts, with the signal's own reason. */
  follow(signal: AbortSignal): void {
    if (signal.aborted) {
      this.abort(signal.reason);
      return;
    }
    this.#signals = this.#signals === undefined ? signal : [signal].concat(this.#signals);
    link(signal, this);
  }

  abort(reason: unknown): void {
    if (this.#state === 'aborted') return;
    this.#reason = this.aborted ? this.reason : reason;
    this.#giveBack('aborted');
    const followers = this.#followers;
    if (followers instanceof Set) for (const follower of followers) follower.abort(this.#reason);
    else followers?.abort(this.#reason);
    this.#followers = undefined;
    this.#ender?.abort(this.#reason);
  }

  /** Calls `listener` once if the scope is aborted; the returned function takes it back. */
  onAbort(listener: (reason: unknown) => void): () => void {
    if (this.aborted) {
      listener(this.reason);
      return () => {};
    }
    const follower = { abort: listener };
    this.join(follower);
    return () => this.leave(follower);
  }

  /** From now on `follower` ends with this scope, which goes on still. */
  join(follower: Follower): void {
    const others = this.#followers;
    if (others === undefined) this.#followers = follower;
    else if (others instanceof Set) others.add(follower);
    else this.#followers = new Set([others, follower]);
    this.listen();
  }

  leave(follower: Follower): void {
    const followers = this.#followers;
    if (followers === follower) this.#followers = undefined;
    else if (!(followers instanceof Set) || !followers.delete(follower)) return;
    else if (followers.size === 0) this.#followers = undefined;
    if (this.#followers === undefined && this.#ender === undefined) this.#leaveParent();
  }

  /** A signal that follows this scope, for `fetch`, axios and SDKs. */
  get signal(): AbortSignal {
    if (this.#ender === undefined) {
      this.#ender = new Ender();
      if (this.aborted) this.#ender.abort(this.reason);
      else this.listen();
    }
    return this.#ender.signal;
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
      const nap = new Nap(this, resolve, reject);
      this.join(nap);
      start(nap, ms, now());
    });
  }

  /** The work is over: timers and listeners are given back. A closed scope no longer aborts by itself. */
  close(): void {
    this.#giveBack(this.#state === 'aborted' ? 'aborted' : 'closed');
    this.#followers = undefined;
  }

  #giveBack(state: 'closed' | 'aborted'): void {
    this.#state = state;
    for (let limit = this.#limits; limit !== undefined; limit = limit.others) stop(limit);
    this.#limits = undefined;
    const signals = this.#signals;
    if (Array.isArray(signals)) for (const signal of signals) unlink(signal, this);
    else if (signals !== undefined) unlink(signals, this);
    this.#signals = undefined;
    this.#leaveParent();
  }

  /** From now on the scope around tells this one when it ends. Not after the close, when nobody would leave again. */
  protected listen(): void {
    if (this.#follows || this.#state !== 'open' || this.parent === undefined) return;
    if (this.parent.aborted) {
      this.abort(this.parent.reason);
      return;
    }
    this.#follows = true;
    this.parent.join(this);
  }

  #leaveParent(): void {
    if (!this.#follows) return;
    this.#follows = false;
    this.parent?.leave(this);
  }

  /** `between` comes between this scope and the one around it, which `between` is in already. */
  protected moveInto(between: Scope): void {
    const follows = this.#follows;
    this.#leaveParent();
    this.#parent = between;
    if (follows) this.listen();
  }
}

keepShape(new Limit(new Scope(), () => {}, undefined));
