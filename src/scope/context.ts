/*
 * Applications keep state in an `AsyncLocalStorage` of their own. Limits share one timer, which belongs to no call, and yet
 * what a limit sets off has to see the stores of its caller.
 */
import { AsyncResource } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';

/** Runs a function in the context in which this object was made, or in the current one. */
interface Context {
  runInAsyncScope<This>(fn: (this: This) => void, self: This): void;
}

class CurrentContext implements Context {
  runInAsyncScope<This>(fn: (this: This) => void, self: This): void {
    fn.call(self);
  }
}

/**
 * The base of limits under a version of Node. Before 24, promises bring the context of the call back, at no cost; from then
 * on they do not, and to keep it costs little.
 */
export const keepsContextUnder = (node: string) =>
  (Number.parseInt(node, 10) < 24 ? CurrentContext : AsyncResource) as new (
    name: string,
  ) => Context;

export const KeepsContext = keepsContextUnder(process.versions.node);

/** An `AbortController` whose listeners run in the asynchronous context in which the signal was asked for. */
export class SignalController extends AsyncResource {
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
