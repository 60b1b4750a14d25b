/** What ends together with something else, and is told the reason. */
export interface Follower {
  abort(reason: unknown): void;
}

const hubs = new WeakMap<AbortSignal, Set<Follower>>();

/**
 * Ends `follower` with the signal's reason when that aborts, unless `unlink` takes it back.
 *
 * However many calls share one long-lived signal, it carries one event listener, and none once they are finished:
 * a listener each would leak and print MaxListenersExceededWarning from the eleventh on (Node 20).
 */
export function link(signal: AbortSignal, follower: Follower): void {
  const hub = hubs.get(signal) ?? openHub(signal);
  hub.add(follower);
}

export function unlink(signal: AbortSignal, follower: Follower): void {
  const hub = hubs.get(signal);
  if (hub?.delete(follower) && hub.size === 0) closeHub(signal);
}

const fire = (event: Event): void => {
  const signal = event.target as AbortSignal;
  // It stays open meanwhile, for one of them may take back another.
  for (const follower of hubs.get(signal) as Set<Follower>) follower.abort(signal.reason);
  closeHub(signal);
};

function openHub(signal: AbortSignal): Set<Follower> {
  const hub = new Set<Follower>();
  hubs.set(signal, hub);
  signal.addEventListener('abort', fire);
  return hub;
}

function closeHub(signal: AbortSignal): void {
  if (hubs.delete(signal)) signal.removeEventListener('abort', fire);
}
