type Listener = (reason: unknown) => void;

const hubs = new WeakMap<AbortSignal, Set<Listener>>();

/**
 * Calls `listener` with the signal's reason when it aborts; the returned function takes it back.
 *
 * However many calls share one long-lived signal, it carries one event listener, and none once they are finished:
 * a listener each would leak and print MaxListenersExceededWarning from the eleventh on (Node 20).
 */
export function link(signal: AbortSignal, listener: Listener): () => void {
  const hub = hubs.get(signal) ?? openHub(signal);
  hub.add(listener);
  return () => {
    if (hub.delete(listener) && hub.size === 0 && hubs.get(signal) === hub) closeHub(signal);
  };
}

const fire = (event: Event): void => {
  const signal = event.target as AbortSignal;
  const listeners = hubs.get(signal) as Set<Listener>;
  closeHub(signal);
  for (const listener of listeners) listener(signal.reason);
};

function openHub(signal: AbortSignal): Set<Listener> {
  const hub = new Set<Listener>();
  hubs.set(signal, hub);
  signal.addEventListener('abort', fire);
  return hub;
}

function closeHub(signal: AbortSignal): void {
  hubs.delete(signal);
  signal.removeEventListener('abort', fire);
}
