import { entryOf } from '../basics/entry.js';

/** What ends together with something else, and is told the reason. */
export interface Follower {
  abort(reason: unknown): void;
}

/** What may end others: a time limit one, a signal any number of them. */
export interface Trigger {
  /** When that is at the latest, in monotonic milliseconds. */
  readonly at: number;
  /** `follower` is over. */
  detach(follower: Follower): void;
}

const hubs = new WeakMap<AbortSignal, Hub>();

/**
 * All that end with one signal.
 *
 * However many calls share one long-lived signal, it carries one event listener, and none once they are finished:
 * a listener each would leak and print MaxListenersExceededWarning from the eleventh on (Node 20).
 */
class Hub implements Trigger {
  /** A signal does not say when. */
  readonly at = Infinity;
  readonly #signal: AbortSignal;
  readonly #followers = new Set<Follower>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', fire);
  }

  add(follower: Follower): void {
    this.#followers.add(follower);
  }

  /** From now on `follower` is told nothing. */
  detach(follower: Follower): void {
    if (this.#followers.delete(follower) && this.#followers.size === 0) this.#close();
  }

  fire(): void {
    // It stays open meanwhile, for one of them may take back another.
    for (const follower of this.#followers) follower.abort(this.#signal.reason);
    this.#close();
  }

  #close(): void {
    if (hubs.delete(this.#signal)) this.#signal.removeEventListener('abort', fire);
  }
}

const fire = (event: Event): void => (hubs.get(event.target as AbortSignal) as Hub).fire();

/** Ends `follower` with the signal's reason when that aborts, unless it is given back. */
export function link(signal: AbortSignal, follower: Follower): Hub {
  const hub = entryOf(hubs, signal, () => new Hub(signal));
  hub.add(follower);
  return hub;
}
