import type { Fn, Guarded } from '../attempt/guarded.js';
import { AttemptScope, currentScope, type Listener } from '../attempt.js';
import { keepShape } from '../basics/shapes.js';
import { merge } from '../policies/safety/repeatable.js';
import type { Scope } from '../scope.js';

/** The first attempt of a method that may turn out not to be asynchronous: what it returns at once may be no promise. */
export class Trial extends AttemptScope {
  /** The method has returned a promise before. */
  readonly #promises: boolean;
  /** Gives what the method returned or threw, if that was no promise. */
  answer: (() => unknown) | undefined = undefined;
  /** The caller has got a promise. */
  left = false;

  constructor(
    what: Guarded,
    fn: Fn,
    self: unknown,
    args: readonly unknown[],
    around: Scope | undefined,
    promises: boolean,
  ) {
    super(what, fn, self, args, around);
    this.#promises = promises;
  }

  override get mayWait(): boolean {
    return this.#promises;
  }

  /** What the caller gets. After an answer there is no attempt, but what the method started goes on in what is around it. */
  outcome(promise: Promise<unknown>): unknown {
    this.left = true;
    if (this.answer === undefined) return promise;
    this.release();
    this.knownCall?.release();
    merge(this);
    return this.answer();
  }

  override watch(work: Promise<unknown>, listener: Listener): void {
    if (this.answer === undefined) super.watch(work, listener);
  }
}

keepShape(new Trial({}, () => {}, undefined, [], undefined, true));

/** The trial that runs this code, as long as its caller waits for what the method gives at once. */
export function trialAround(): Trial | undefined {
  const scope = currentScope();
  return scope instanceof Trial && !scope.left ? scope : undefined;
}
