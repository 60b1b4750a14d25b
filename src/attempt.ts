import { AsyncLocalStorage } from 'node:async_hooks';
import { type Attempt, type Fn, type Guarded, type Idempotency, nameOf } from './attempt/guarded.js';
import type { Inside } from './attempt/inside.js';
import type { AttemptRecord, RequestRecord } from './attempt/record.js';
import { keepShape } from './basics/shapes.js';
import { shared } from './basics/shared.js';
import { now } from './clock.js';
import { isResponse, letGo, responseIn } from './outcome/response.js';
import { AnyScope, type Scope } from './scope.js';

export type { Attempt, Idempotency };

const NONE: readonly AttemptRecord[] = [];

/** One logical call: what the user asked for, however many attempts it takes. */
export class Call extends AnyScope {
  // Fields of their own, here and below, and not only assigned: V8 then reserves no room for more of them.
  readonly what: Guarded;
  readonly fn: Fn;
  readonly self: unknown;
  readonly args: readonly unknown[];
  readonly startedAt: number;
  idempotency: Idempotency | undefined;
  /** The error of the last attempt that failed, so that a time limit can name it as its cause. */
  lastError: unknown = undefined;
  /** The user's function that is being waited for, besides the method. Set in `policies/asking/waiting.ts` only. */
  waitingFor: string | undefined = undefined;
  /** A list only when asked for, or from the second one on: most calls that fail do so once. */
  #records: AttemptRecord | AttemptRecord[] | undefined = undefined;
  #key: string | undefined = undefined;

  constructor(
    what: Guarded,
    fn: Fn,
    self: unknown,
    args: readonly unknown[],
    parent: Scope | undefined,
    startedAt = now(),
  ) {
    super();
    this.beginIn(parent);
    this.what = what;
    this.fn = fn;
    this.self = self;
    this.args = args;
    this.startedAt = startedAt;
    this.idempotency = what.idempotency;
  }

  get method(): string {
    return nameOf(this.what, this.fn);
  }

  /** The next attempt, unless its number is told. */
  attempt(number = this.records.length + 1): AttemptScope {
    const startedAt = number === 1 ? this.startedAt : now();
    return new AttemptScope(this.what, this.fn, this.self, this.args, this, number, startedAt, this);
  }

  /** The lines of the attempts that have ended. */
  get records(): readonly AttemptRecord[] {
    if (this.#records === undefined) return NONE;
    if (!Array.isArray(this.#records)) this.#records = [this.#records];
    return this.#records;
  }

  write(line: AttemptRecord): void {
    if (this.#records === undefined) this.#records = line;
    else if (Array.isArray(this.#records)) this.#records.push(line);
    else this.#records = [this.#records, line];
  }

  key(attempt: Attempt): string | undefined {
    this.#key ??= this.idempotency?.key(attempt);
    return this.#key;
  }
}

/** Is told once how an attempt ended: with what it returned if `ok`, else with what it threw. */
export interface Listener {
  ended(attempt: AttemptScope, ok: boolean, result: unknown): void;
}

/** One run of the method. A scope of its own: if it failed, what it left running is aborted. */
// It shares no base with `Call` but that of all scopes: each further level of classes makes an object slower to create.
export class AttemptScope extends AnyScope implements Attempt {
  readonly what: Guarded;
  readonly fn: Fn;
  readonly self: unknown;
  readonly args: readonly unknown[];
  readonly number: number;
  startedAt: number;
  /** What the shared client sent on behalf of this attempt, in order. */
  requests: RequestRecord[] | undefined = undefined;
  inside: Inside | undefined = undefined;
  /** Of the first attempt: resolves the promise that the caller got. */
  resolve: ((result: unknown) => void) | undefined = undefined;
  #call: Call | undefined;
  #listener: Listener | undefined = undefined;

  /** An attempt of `call`; without one, the first attempt of a call inside `parent`. */
  constructor(
    what: Guarded,
    fn: Fn,
    self: unknown,
    args: readonly unknown[],
    parent: Scope | undefined,
    number = 1,
    startedAt = now(),
    call?: Call,
  ) {
    super();
    this.beginIn(parent);
    this.what = what;
    this.fn = fn;
    this.self = self;
    this.args = args;
    this.number = number;
    this.startedAt = startedAt;
    this.#call = call;
  }

  get method(): string {
    return nameOf(this.what, this.fn);
  }

  /** Made when first asked for: of a call that succeeds at once, nobody asks anything. */
  get call(): Call {
    if (this.#call === undefined) {
      const { what, fn, self, args, parent, startedAt } = this;
      this.#call = new Call(what, fn, self, args, parent, startedAt);
      this.moveInto(this.#call);
    }
    return this.#call;
  }

  /** The call, if somebody has asked for it. */
  get knownCall(): Call | undefined {
    return this.#call;
  }

  /** What surrounds the call. */
  get around(): Scope | undefined {
    return this.#call === undefined ? this.parent : this.#call.parent;
  }

  /** Whether the method may be kept waiting, because its caller expects a promise. */
  get mayWait(): boolean {
    return true;
  }

  /** The attempt is over, and the call with it. */
  closeCall(): void {
    this.close();
    this.#call?.close();
  }

  /**
   * Tells `listener` how the attempt went: when `work` settles, or when the attempt is aborted before that; what becomes
   * of the work afterwards is ignored. Does what `guard` does with one promise less.
   */
  watch(work: Promise<unknown>, listener: Listener): void {
    this.#listener = listener;
    if (this.parent?.cancellable) this.listen();
    // Bound functions take less memory than closures.
    work.then(this.returned.bind(this), this.threw.bind(this));
  }

  override abort(reason: unknown): void {
    super.abort(reason);
    this.end(false, this.reason);
  }

  protected override get heard(): boolean {
    return this.#listener !== undefined || super.heard;
  }

  private returned(value: unknown): void {
    if (this.#listener !== undefined) this.end(true, value);
    // Too late for anybody. Of other values nobody knows who else uses what is in them.
    else if (isResponse(value)) letGo(value);
  }

  // A client that ignores the signal answers too late. Nobody reads that answer, which would keep its connection in use.
  private threw(error: unknown): void {
    if (this.#listener === undefined) letGo(responseIn(error));
    else this.end(false, error);
  }

  private end(ok: boolean, result: unknown): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.ended(this, ok, result);
  }

  /** Takes `resolve` out of the attempt, so that whoever keeps the attempt does not keep the caller's promise. */
  handOver(): (result: unknown) => void {
    const { resolve } = this;
    this.resolve = undefined;
    return resolve as (result: unknown) => void;
  }

  get history(): readonly AttemptRecord[] {
    return [...this.call.records];
  }

  get idempotencyKey(): string | undefined {
    return this.call.key(this) ?? enclosing(this.call.parent)?.idempotencyKey;
  }

  /** The header that carries the key: of the nearest call around that is idempotent. */
  get idempotency(): Idempotency | undefined {
    return (this.#call ?? this.what).idempotency ?? enclosing(this.around)?.idempotency;
  }
}

keepShape(new AttemptScope({}, () => {}, undefined, [], undefined));

/*
 * The one hidden wire of the package. Signal, deadline, attempt number and idempotency key reach the requests of a
 * decorated method through AsyncLocalStorage, so that no method needs an extra parameter. It hangs on globalThis, for
 * two copies of the package in one process must share it.
 */
// Stryker disable next-line ArrowFunction: a test loads a second copy, which finds it made before the first test.
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
