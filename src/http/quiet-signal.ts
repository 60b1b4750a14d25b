import type { Scope } from '../scope.js';

type Listener = (event: { readonly type: 'abort' }) => void;

/**
 * As much of an `AbortSignal` as axios' adapter for node:http uses. A real one takes as long to make as all else that
 * is done here for a request.
 */
export class QuietSignal {
  readonly #scope: Scope;
  readonly #listeners = new Map<Listener, () => void>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  get aborted(): boolean {
    return this.#scope.aborted;
  }

  get reason(): unknown {
    return this.#scope.reason;
  }

  addEventListener(_type: 'abort', listener: Listener): void {
    this.#listeners.set(
      listener,
      this.#scope.onAbort(() => listener({ type: 'abort' })),
    );
  }

  removeEventListener(_type: 'abort', listener: Listener): void {
    this.#listeners.get(listener)?.();
    this.#listeners.delete(listener);
  }
}
