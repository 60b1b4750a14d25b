/**
 * The todo service that the examples call: right in what it means to do, and as unreliable as real services
 * are. It runs inside the process, on a free port, and needs nothing.
 */
import { once, setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { TodoApi } from './server/api.js';
import { defaultFaults, describeFaults, type FaultRates, lottery } from './server/faults.js';
import { createHandler } from './server/handler.js';
import { seededRandom } from './server/random.js';
import { type Fate, Scripts } from './server/script.js';
import { type NewItem, TodoStore } from './server/store.js';
import { Recorder, type Truth } from './server/truth.js';

export { defaultFaults, type FaultKind, type FaultRates, noFaults } from './server/faults.js';
export type { Fate } from './server/script.js';
export type { Item, NewItem } from './server/store.js';
export type { Creation, Truth } from './server/truth.js';

export interface TodoServiceOptions {
  /** The same seed gives the same faults to the same sequence of requests. */
  seed?: number;
  /** Instead of the default rates; `noFaults` for none at all. */
  faults?: Partial<FaultRates>;
  /** How long a new item is not found. */
  lagMs?: number;
  /** How late a slow answer is. */
  slowMs?: number;
  /** How long it takes to make an item. */
  workMs?: number;
  /** The headers of a 429 and a 503. */
  hints?: Readonly<Record<string, string>>;
  /** The user of each token. */
  tokens?: Readonly<Record<string, string>>;
  /** The items that users have from the start, visible at once. */
  items?: Readonly<Record<string, readonly NewItem[]>>;
}

export interface TodoService extends AsyncDisposable {
  readonly url: string;
  readonly stats: Truth;
  /** The user of each token. Remove one to have it refused from now on. */
  readonly tokens: Map<string, string>;
  /**
   * Lays down what happens to the next requests with this method and path, one by one, before chance decides
   * again. In the path, `:id` stands for any one segment.
   */
  script(method: string, path: string | RegExp, fates: readonly Fate[]): void;
  /** Ends every connection at once. */
  stop(): Promise<void>;
}

export async function startTodoService(options: TodoServiceOptions = {}): Promise<TodoService> {
  const {
    seed = 1,
    lagMs = 250,
    slowMs = 3000,
    workMs = 0,
    // Clients that read milliseconds need not wait a whole second, the smallest that Retry-After can say.
    hints = { 'retry-after': '1', 'retry-after-ms': '40' },
    tokens = { 'ada-token': 'ada', 'bob-token': 'bob' },
    items = {},
  } = options;

  const stopping = new AbortController();
  // Every answer that is late waits on this one signal.
  setMaxListeners(0, stopping.signal);
  const pause = (ms: number): Promise<void> => wait(ms, undefined, { signal: stopping.signal });

  const recorder = new Recorder();
  const scripts = new Scripts();
  const draw = lottery({ ...defaultFaults, ...options.faults }, seededRandom(seed));
  const faults = describeFaults({ hints, slowMs, pause });
  const userOf = new Map(Object.entries(tokens));
  const store = new TodoStore(lagMs);
  for (const [user, theirs] of Object.entries(items)) {
    for (const item of theirs) store.add(user, item, 0);
  }
  const work = async (): Promise<void> => {
    if (workMs > 0) await pause(workMs);
  };
  const api = new TodoApi({ store, tokens: userOf, recorder, work });

  const handle = createHandler({ api, faults, scripts, recorder, draw });
  const server = createServer((req, res) => {
    res.once('close', () => {
      // An end that came from this side shows in neither.
      const left = req.socket.readableEnded || req.socket.errored !== null;
      if (left && !res.writableFinished) recorder.abandoned++;
    });
    handle(req, res).catch((error: unknown) => {
      // Without a client, reading and waiting fail as they should.
      if (!res.destroyed && !stopping.signal.aborted) throw error;
    });
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    recorder.connections++;
    sockets.add(socket.once('close', () => sockets.delete(socket)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
      stopping.abort();
    });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stats: recorder,
    tokens: userOf,
    script: (method, path, fates) => scripts.add(method, path, fates),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
