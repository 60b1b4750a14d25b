import { Agent, type ClientRequest } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import type { CreateAxiosDefaults } from 'axios';
import { LONGEST_TIMER } from '../../clock.js';
import { type ClientStats, statsOf } from '../stats.js';
import type { Connections, TransportSettings } from '../transport.js';
import { readOnce } from './authorities.js';
import { type Connecting, watchConnecting } from './connecting.js';
import { destination, logConnection } from './debug.js';
import type { Lookups } from './dns.js';
import { addPicky, type Internals, mend } from './queue.js';

/** What `createConnection` gets; `connectLimit` is ours, in milliseconds. */
type ConnectOptions = Parameters<Agent['createConnection']>[0] & {
  lookup?: LookupFunction | undefined;
  connectLimit?: number | undefined;
};

/** `fresh` is ours too: the request is to go over a new connection. */
type RequestOptions = { readonly fresh?: boolean | undefined };

const pooled = new WeakSet<object>();

/** Whether an agent belongs to a pool, and is not one of others. */
export const isPooled = (agent: unknown): agent is Agent & Internals =>
  typeof agent === 'object' && agent !== null && pooled.has(agent);

/**
 * Destroys a socket, and resolves when it is closed. Or when nobody is told of that any more: nock and msw let requests
 * through to real servers, and take all listeners off their sockets, also `own`, before they destroy them.
 */
const closed = ([socket, own]: [Socket, () => void]): Promise<void> =>
  new Promise((resolve) => {
    const look = (): unknown => socket.listeners('close').includes(own) || resolve();
    socket.on('removeListener', look).destroy();
    look();
  });

/** The connections of one client: two keep-alive agents that count, and limit the time that connecting takes. */
export class Pool implements Connections {
  readonly http: Agent;
  readonly https: TlsAgent;
  readonly #agents: readonly Agent[];
  readonly #lookups: Lookups;
  /** With the listener that waits for the end of each. */
  readonly #sockets = new Map<Socket, () => void>();
  readonly #used = new WeakSet<Socket>();
  #requests = 0;
  #opened = 0;
  #reused = 0;

  constructor({ pool: { maxSockets, maxFreeSockets, idleTimeout }, lookups, tls }: TransportSettings) {
    this.#lookups = lookups;
    const timeout = idleTimeout <= LONGEST_TIMER ? { timeout: idleTimeout } : {};
    // Last in, first out: connections that are not needed fall idle, and are closed before the server does it.
    const options = { keepAlive: true, scheduling: 'lifo', maxSockets, ...timeout } as const;
    this.http = this.#adopt(new Agent(options), 'connect');
    this.https = this.#adopt(new TlsAgent({ ...tls, ...options }), 'secureConnect');
    this.#agents = [this.http, this.https];
    // Not among the options, where 0 means 256.
    for (const agent of this.#agents) agent.maxFreeSockets = maxFreeSockets;
  }

  get defaults(): CreateAxiosDefaults {
    return { httpAgent: this.http, httpsAgent: this.https };
  }

  stats(): ClientStats {
    const counted = { requests: this.#requests, connectionsOpened: this.#opened, reused: this.#reused };
    return statsOf({ ...counted, dnsLookups: this.#lookups.count }, this.#agents);
  }

  /** Destroys every socket; resolves when all are closed. */
  async close(): Promise<void> {
    await Promise.all([...this.#sockets].map(closed));
    this.#sockets.clear();
  }

  #adopt<A extends Agent>(agent: A, event: Connecting['event']): A {
    pooled.add(agent);
    const internals = agent as Agent as Agent & Internals;
    mend(internals, (socket) => this.#used.has(socket));
    const { addRequest } = internals;
    internals.addRequest = (request, options: RequestOptions) => {
      if (options.fresh) return addPicky(internals, request, { ...options, fresh: undefined });
      this.#requests += 1;
      request.once('socket', (socket) => this.#count(request, socket));
      return addRequest(request, options);
    };
    readOnce(agent);
    const { createConnection } = agent;
    agent.createConnection = (options: ConnectOptions, callback) => {
      const { lookup } = options;
      const counted = lookup ? this.#lookups.counted(lookup) : this.#lookups.lookup;
      const socket = createConnection.call(
        agent,
        { ...options, lookup: counted } as ConnectOptions,
        callback,
      );
      if (socket) this.#watch(socket as Socket, event, options);
      return socket;
    };
    return agent;
  }

  #count(request: ClientRequest, socket: Socket): void {
    // Node says so of sockets from the free list only, not of those handed straight to a request in the queue.
    request.reusedSocket = this.#used.has(socket);
    if (request.reusedSocket) this.#reused += 1;
    this.#used.add(socket);
  }

  #watch(socket: Socket, event: Connecting['event'], options: ConnectOptions): void {
    const { host, connectLimit: limit = Infinity } = options;
    const forget = (): void => void this.#sockets.delete(socket);
    this.#sockets.set(socket, forget);
    socket.once('close', forget);
    watchConnecting(socket, {
      event,
      limit,
      to: destination(options),
      onConnected: () => {
        this.#opened += 1;
        logConnection(this.#opened, event === 'connect' ? 'http' : 'https', options);
      },
      onFailed: () => this.#lookups.forget(host ?? ''),
    });
  }
}
