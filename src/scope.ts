import { inspect } from 'node:util';
import { keepShape } from './basics/shapes.js';
import { now, start } from './clock.js';
import { SignalController } from './scope/context.js';
import { Limit } from './scope/limit.js';
import type { Follower, Trigger } from './scope/link.js';

/** How a scope ended. */
interface Ending {
  readonly aborted: boolean;
  readonly reason: unknown;
}

const CLOSED: Ending = { aborted: false, reason: undefined };

/**
 * A stretch of work that can be ended early: by a time limit, a user's signal, or the scope around it.
 *
 * It does what an `AbortController` does, but costs next to nothing until somebody listens: an `AbortSignal` is made
 * when first asked for, and a scope hangs on to the one around it only while someone waits on it. (`AbortSignal.any`
 * leaks for good on Node 20, and `AbortSignal.timeout` is invisible to fake timers; neither is used.)
 *
 * The base of all scopes. It has no constructor, nor fields that would need one: V8 on Node 20 does not inline the
 * constructor of a base class, and each call makes an attempt.
 */
export abstract class AnyScope implements Follower {
  /** The scope around this one. Changed here only. */
  declare parent: Scope | undefined;
  declare private ending: Ending | undefined;
  /** A set only from the second one on: most scopes have one at most. */
  declare private followers: Follower | Set<Follower> | undefined;
  declare private controller: SignalController | undefined;
  /** A list only from the second one on. */
  declare private triggers: Trigger | Trigger[] | undefined;

  /** In place of a constructor: every scope begins with it. */
  protected beginIn(parent: Scope | undefined): void {
    this.parent = parent;
    this.ending = undefined;
    this.followers = undefined;
    this.controller = undefined;
    this.triggers = undefined;
  }

  /** Asked of the scope around it too: one that nobody listens in is not told. */
  get aborted(): boolean {
    return (this.ending ?? this.parent)?.aborted ?? false;
  }

  get reason(): unknown {
    return (this.ending ?? this.parent)?.reason;
  }

  /** Whether anything can end this scope early. If not, nobody needs to listen to it. */
  get cancellable(): boolean {
    return this.triggers !== undefined || (this.parent?.cancellable ?? false);
  }

  /**
   * The monotonic time at which this scope ends at the latest; `Infinity` without a limit. What was started in it and goes
   * on when it is over has all the time it wants.
   */
  get deadline(): number {
    if (this.ending === CLOSED) return Infinity;
    const around = this.parent?.deadline ?? Infinity;
    const triggers = this.triggers;
    if (Array.isArray(triggers)) return Math.min(around, ...triggers.map(({ at }) => at));
    return triggers === undefined ? around : Math.min(around, triggers.at);
  }

  /** Milliseconds until the deadline, never negative; `Infinity` without one. */
  remaining(): number {
    const { deadline } = this;
    return deadline === Infinity ? Infinity : Math.max(0, deadline - now());
  }

  /** Ends the scope `ms` after `from`, with the reason that `reason` makes then. */
  limit(ms: number, reason: (scope: this) => unknown, from = now()): void {
    // One that is over already gives nothing back any more.
    if (ms === Infinity || this.ending !== undefined) return;
    const limit = new Limit(this, reason as (follower: Follower) => unknown, from + ms);
    this.endOn(limit);
    start(limit, ms, from);
  }

  /** From now on `trigger` may abort this scope; it is detached when the scope is over. */
  endOn(trigger: Trigger): void {
    this.triggers = this.triggers === undefined ? trigger : [trigger].concat(this.triggers);
  }

  abort(reason: unknown): void {
    if (this.ending?.aborted) return;
    const why = this.aborted ? this.reason : reason;
    this.endAs({ aborted: true, reason: why });
    const followers = this.followers;
    if (followers instanceof Set) for (const follower of followers) follower.abort(why);
    else followers?.abort(why);
    this.followers = undefined;
    this.controller?.abort(why);
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
    const others = this.followers;
    if (others === undefined) {
      this.followers = follower;
      this.listen();
    } else if (others instanceof Set) others.add(follower);
    else if (others !== follower) this.followers = new Set([others, follower]);
  }

  leave(follower: Follower): void {
    const followers = this.followers;
    if (followers === follower) this.followers = undefined;
    else if (!(followers instanceof Set) || !followers.delete(follower)) return;
    else if (followers.size === 0) this.followers = undefined;
    if (!this.heard) this.parent?.leave(this);
  }

  /** Whether somebody is to be told when this scope ends. */
  protected get heard(): boolean {
    return this.followers !== undefined || this.controller !== undefined;
  }

  /** A signal that follows this scope, for `fetch`, axios and SDKs. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new SignalController();
      if (this.aborted) this.controller.abort(this.reason);
      else this.listen();
    }
    return this.controller.signal;
  }

  /** Settles as `work` does, or rejects with the reason as soon as the scope ends. Late rejections stay quiet. */
  guard<T>(work: Promise<T>): Promise<T> {
    if (!this.cancellable && !this.aborted) return work;
    return new Promise((resolve, reject) => {
      const leave = this.onAbort(reject);
      work.then(resolve, reject).finally(leave);
    });
  }

  /** The work is over: timers and listeners are given back. A closed scope no longer aborts by itself. */
  close(): void {
    if (this.ending === undefined) this.endAs(CLOSED);
    this.followers = undefined;
  }

  /** Nothing ends this scope by itself any more. Who listens in it hears of the end of the scope around it still. */
  release(): void {
    if (this.ending !== undefined) return;
    this.detach();
    this.triggers = undefined;
  }

  // Not #private methods: an object of a class that has any carries a brand, which takes time and memory.
  private detach(): void {
    const triggers = this.triggers;
    if (Array.isArray(triggers)) this.detachAll(triggers);
    else triggers?.detach(this);
  }

  private detachAll(triggers: readonly Trigger[]): void {
    for (const trigger of triggers) trigger.detach(this);
  }

  private endAs(ending: Ending): void {
    this.ending = ending;
    this.detach();
    // One that was aborted still tells when its time was up.
    if (ending === CLOSED) this.triggers = undefined;
    this.parent?.leave(this);
  }

  /** From now on the scope around tells this one when it ends. Not after the close, when nobody would leave again. */
  protected listen(): void {
    if (this.ending !== undefined || this.parent === undefined) return;
    if (this.parent.aborted) this.abort(this.parent.reason);
    else this.parent.join(this);
  }

  /** `between` comes between this scope and the one around it, which `between` is in already. */
  protected moveInto(between: Scope): void {
    this.parent?.leave(this);
    this.parent = between;
    if (this.heard) this.listen();
  }

  /** For logs. What is around it and what hangs on it go in circles, and may carry credentials. */
  toJSON(): object {
    const { method, number } = this as { method?: string; number?: number };
    return { method, number };
  }

  /** For `console.log`, the same. */
  [inspect.custom](): object {
    return this.toJSON();
  }
}

/** A scope that is neither a call nor an attempt. */
export class Scope extends AnyScope {
  constructor(parent?: Scope) {
    super();
    this.beginIn(parent);
  }
}

keepShape(new Limit(new Scope(), () => {}, 0));
