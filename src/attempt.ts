import { AsyncLocalStorage } from 'node:async_hooks';
import { now } from './clock.js';
import type { AttemptRecord, RequestRecord } from './record.js';
import { Scope } from './scope.js';
import { keepShape } from './shapes.js';
import { shared } from './shared.js';

/** What hooks and predicates get, and what `currentAttempt()` returns inside a running method. */
export interface Attempt {
  /** Counts from 1. */
  readonly number: number;
  /** Aborts when the attempt's or the call's time is up, or the user ends the call. For fetch and SDKs. */
  readonly signal: AbortSignal;
  /** Milliseconds until the nearest deadline; `Infinity` without one. */
  remaining(): number;
  /** `'TodoApi.getItem'` */
  readonly method: string;
  /** The object on which the method was called. */
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** One key for all attempts of this call, under `@Idempotent`. */
  readonly idempotencyKey: string | undefined;
  /** The attempts of this call that have ended, the oldest first. */
  readonly history: readonly AttemptRecord[];
}

/** How `@Idempotent` wants its key sent. */
export interface Idempotency {
  /** Undefined where the server needs no key to know a repetition. */
  readonly header: string | undefined;
  readonly key: (attempt: Attempt) => string;
}

/** Limits that only the transport can keep. */
export interface TransportLimits {
  readonly connect?: number | undefined;
  readonly idle?: number | undefined;
}

/** What was called. */
export interface Invocation {
  readonly method: string;
  readonly fn: (...args: never[]) => unknown;
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** Identifies the declared method, so that `super.m()` can be told from another call of `m`. */
  readonly owner?: object;
  /** What the transport must know of the policy. */
  readonly terms?: Terms;
}

export interface Terms {
  readonly idempotency?: Idempotency | undefined;
  readonly limits?: TransportLimits | undefined;
}

/** One logical call: what the user asked for, however many attempts it takes. */
export class Call extends Scope {
  readonly what: Invocation;
  readonly startedAt: number;
  idempotency: Idempotency | undefined;
  limits: TransportLimits | undefined;
  /** The error of the last attempt that failed, so that a time limit can name it as its cause. */
  lastError: unknown = undefined;
  /** Writes the line of the attempt that ended the call. */
  lastRecord: (() => AttemptRecord) | undefined;
  /** The user's function that is being waited for, besides the method, for the messages of time limits. */
  waitingFor: string | undefined;
  #records: AttemptRecord[] | undefined;
  #key: string | undefined;

  constructor(what: Invocation, parent: Scope | undefined, startedAt = now()) {
    super(parent);
    this.what = what;
    this.startedAt = startedAt;
    this.idempotency = what.terms?.idempotency;
    this.limits = what.terms?.limits;
  }

  /** The lines of the attempts that have ended. */
  get records(): AttemptRecord[] {
    this.#records ??= [];
    return this.#records;
  }

  key(attempt: Attempt): string | undefined {
    this.#key ??= this.idempotency?.key(attempt);
    return this.#key;
  }
}

/** Is told once how an attempt ended: with what it returned if `ok`, else with what it threw. */
export interface Listener {
  ended(ok: boolean, result: unknown): void;
}

/** One run of the method. A scope of its own: if it failed, what it left running is aborted. */
export class AttemptScope extends Scope implements Attempt {
  readonly what: Invocation;
  readonly number: number;
  startedAt: number;
  /** What the shared client sent on behalf of this attempt, in order. */
  requests: RequestRecord[] | undefined;
  /** The running attempts of calls inside this one: what they send is sent on behalf of this one too. */
  inner: Set<AttemptScope> | undefined;
  /** Of inner attempts that are over, as many requests as it takes to know whether this one may be repeated. */
  innerRequests: readonly RequestRecord[] | undefined;
  /** The failures of calls inside this one that their policies have given up on. */
  givenUp: WeakSet<object> | undefined;
  #call: Call | undefined;
  #listener: Listener | undefined;

  /** An attempt of `of`; or, if that is no call yet, the first attempt of a call inside `parent`. */
  constructor(of: Call | Invocation, number: number, parent?: Scope) {
    const call = of instanceof Call ? of : undefined;
    super(call ?? parent);
    this.what = call?.what ?? (of as Invocation);
    this.number = number;
    this.startedAt = call !== undefined && number === 1 ? call.startedAt : now();
    this.#call = call;
  }

  /** Made when first asked for: of a call that succeeds at once, nobody asks anything. */
  get call(): Call {
    if (this.#call === undefined) {
      this.#call = new Call(this.what, this.parent, this.startedAt);
      this.moveInto(this.#call);
    }
    return this.#call;
  }

  /** What surrounds the call. */
  get around(): Scope | undefined {
    return this.#call === undefined ? this.parent : this.#call.parent;
  }

  /** The attempt is over, and the call with it. */
  closeCall(): void {
    this.close();
    this.#call?.close();
  }

  /**
   * Tells `listener` how the attempt went: when `work` settles, or before, when the attempt is ended. What becomes of the
   * work then is heard by nobody. As `guard`, at the price of one promise less.
   */
  watch(work: Promise<unknown>, listener: Listener): void {
    this.#listener = listener;
    if (this.parent?.cancellable) this.listen();
    work.then(
      (value) => this.#end(true, value),
      (error) => this.#end(false, error),
    );
  }

  override abort(reason: unknown): void {
    super.abort(reason);
    this.#end(false, this.reason);
  }

  #end(ok: boolean, result: unknown): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.ended(ok, result);
  }

  /** The attempt after this one. */
  again(): AttemptScope {
    return new AttemptScope(this.call, this.number + 1);
  }

  get method(): string {
    return this.what.method;
  }

  get self(): unknown {
    return this.what.self;
  }

  get args(): readonly unknown[] {
    return this.what.args;
  }

  get history(): readonly AttemptRecord[] {
    return this.call.records;
  }

  get idempotencyKey(): string | undefined {
    return this.call.key(this) ?? enclosing(this.call.parent)?.idempotencyKey;
  }

  /** The header that carries the key: of the nearest call around that is idempotent. */
  get idempotency(): Idempotency | undefined {
    return this.call.idempotency ?? enclosing(this.call.parent)?.idempotency;
  }
}

keepShape(new AttemptScope({ method: '', fn: () => {}, self: undefined, args: [] }, 1));

/*
 * The one hidden wire of the package. Signal, deadline, attempt number and idempotency key reach the requests of a
 * decorated method through AsyncLocalStorage, so that no method needs an extra parameter. It hangs on globalThis, for
 * two copies of the package in one process must share it.
 */
const ambient = shared('ambient@1', () => new AsyncLocalStorage<Scope>());

/** The innermost scope around the running code. */
export const currentScope = (): Scope | undefined => ambient.getStore();

/** Runs `fn(arg)` inside `scope`. */
export const runIn = <A, R>(scope: Scope, fn: (arg: A) => R, arg: A): R => ambient.run(scope, fn, arg);

/** The attempt that `scope` belongs to. By shape, for it may come from another copy of the package. */
export function enclosing(scope: Scope | undefined): AttemptScope | undefined {
  for (let at = scope; at !== undefined; at = at.parent) if ('call' in at) return at as AttemptScope;
  return undefined;
}

/**
 * The attempt that is running this code, or undefined outside of any guarded method.
 *
 * @example
 * fetch(url, { signal: currentAttempt()?.signal ?? null })
 */
export const currentAttempt = (): Attempt | undefined => enclosing(currentScope());
