/*
 * Others keep their state in an `AsyncLocalStorage` too, and limits share one timer, which is nobody's. What a limit sets
 * off has to see the stores of its caller all the same.
 */
import { AsyncResource } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';

/** Runs a function in a context: that in which it was made itself, or any. */
interface Context {
  runInAsyncScope<This>(fn: (this: This) => void, self: This): void;
}

class Anywhere implements Context {
  runInAsyncScope<This>(fn: (this: This) => void, self: This): void {
    fn.call(self);
  }
}

/**
 * The base of limits under a version of Node. Before 24, promises bring the context of the call back, at no cost; from then
 * on they do not, and to keep it costs little.
 */
export const keptUnder = (node: string) =>
  (Number.parseInt(node, 10) < 24 ? Anywhere : AsyncResource) as new (
    name: string,
  ) => Context;

export const Kept = keptUnder(process.versions.node);

/** Ends a signal, whose listeners see the stores of where it was asked for, whoever it is that ends it. */
export class Ender extends AsyncResource {
  readonly #controller = new AbortController();

  constructor() {
    super('holdfast.signal');
    // A method may make any number of requests at once; Node 20 would take them for a leak.
    setMaxListeners(0, this.signal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    this.runInAsyncScope(this.#controller.abort, this.#controller, reason);
  }
}
