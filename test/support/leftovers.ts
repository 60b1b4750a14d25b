/**
 * What is left behind by calls that are over: timers, sockets, servers, and listeners on the process.
 *
 * Only what keeps the process alive is seen. A pooled idle socket does not, and is no leftover: it belongs to the
 * agent and not to a call.
 */
export type Resources = ReadonlyMap<string, number>;

// Taken before a test can install fake timers, under which polling would never end.
const realSetTimeout = globalThis.setTimeout;

// Not listed: files, pipes and message ports, for those of the test runner come and go at any time; and name lookups,
// which nobody can cancel.
const OURS = new Set([
  'Timeout',
  'Immediate',
  'TCPConnectWrap',
  'TCPSocketWrap',
  'TCPServerWrap',
  'TLSWrap',
  'UDPWrap',
]);

/** How many there are now, by kind. */
export function resources(): Resources {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (OURS.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  for (const event of process.eventNames()) {
    counts.set(`process.on('${String(event)}')`, process.listenerCount(event));
  }
  return counts;
}

/** One line for each kind of which there are more than in `before`. */
function surplus(before: Resources): string[] {
  return [...resources()]
    .map(([kind, count]) => ({ kind, extra: count - (before.get(kind) ?? 0) }))
    .filter(({ extra }) => extra > 0)
    .map(({ kind, extra }) => `${extra} ${kind}`);
}

/**
 * What is there beyond `before`, once it has had time to go away: closing a socket takes a few turns of the event
 * loop, and its other end a few more.
 */
export async function leftovers(before: Resources, graceMs = 1000): Promise<string[]> {
  const stepMs = 10;
  let found = surplus(before);
  for (let waited = 0; found.length > 0 && waited < graceMs; waited += stepMs) {
    await new Promise((resolve) => realSetTimeout(resolve, stepMs));
    found = surplus(before);
  }
  return found;
}
