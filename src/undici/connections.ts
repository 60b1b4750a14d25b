import type { Socket } from 'node:net';
import type { InternalAxiosRequestConfig } from 'axios';
import { LONGEST_TIMER } from '../clock.js';
import { notSent } from '../http/borders/sendable.js';
import type { Hop } from '../http/delivery/hop.js';
import { adapterOver } from '../http/delivery/lines.js';
import type { Line, Order, Receiver, Wire } from '../http/delivery/wire.js';
import { nameOf } from '../http/refusal.js';
import type { ClientStats } from '../http/stats.js';
import type { Connections, TransportSettings } from '../http/transport.js';
import { headersVia, pathFor } from './forward.js';
import { Host, type Surroundings } from './host.js';
import { openerOf } from './opener.js';
import { EnvironmentProxies } from './proxy.js';
import { refuseUnsupported } from './refuse.js';
import { directTo, isDirect, type Route, routeOf } from './route.js';
import { UndiciWire } from './wire.js';
import { WireOptions } from './wire-options.js';

/** What `undici()` was told. */
export interface Settings {
  readonly connect: object;
  readonly maxHeaderSize: number | undefined;
}

/** What undici decides by itself, from the body and from what is to become of the connection. */
const FRAMING: ReadonlySet<string> = new Set(['transfer-encoding', 'keep-alive']);

/** A second to spare, for the server counts from when it sent its answer. */
const SPARE = 1_000;

/** The connections of one client over undici, host by host. */
export class UndiciConnections implements Connections, Line {
  readonly #environment = new EnvironmentProxies(process.env);
  readonly #connect: object;
  readonly #around: Surroundings;
  readonly #hosts = new Map<string, Host>();
  readonly #sockets = new Set<Socket>();

  constructor({ connect, maxHeaderSize }: Settings, settings: TransportSettings) {
    const { pool } = settings;
    this.#connect = connect;
    const keepAliveTimeout = Math.min(pool.idleTimeout, LONGEST_TIMER);
    this.#around = {
      ...settings,
      counts: { requests: 0, opened: 0, reused: 0 },
      sockets: this.#sockets,
      clientOptions: {
        __proto__: null,
        keepAliveTimeout,
        // A server may announce less, and no more.
        keepAliveMaxTimeout: keepAliveTimeout,
        keepAliveTimeoutThreshold: SPARE,
        pipelining: 1,
        headersTimeout: 0,
        bodyTimeout: 0,
        maxHeaderSize,
      },
    };
  }

  readonly defaults = { adapter: adapterOver(this) };

  check(config: InternalAxiosRequestConfig): void {
    refuseUnsupported(config, () => nameOf(config));
  }

  sends(lowerName: string): boolean {
    if (lowerName === 'expect' || lowerName === 'upgrade')
      throw notSent(`undici() cannot send the header '${lowerName}'`);
    return !FRAMING.has(lowerName);
  }

  wire(order: Order, receiver: Receiver): Wire {
    const { hop, content, outgoing } = order;
    const host = this.#hostFor(outgoing.config, hop);
    const { forward } = host.route;
    const options = new WireOptions(hop.method, pathFor(hop, forward), headersVia(hop, forward), content);
    return new UndiciWire(host, options, order, receiver);
  }

  /** Each time that it is asked, a request follows. */
  #hostFor(config: InternalAxiosRequestConfig, { url, origin }: Hop): Host {
    this.#around.counts.requests += 1;
    if (isDirect(config, this.#environment))
      return this.#hosts.get(origin) ?? this.#open(origin, directTo(origin));
    const { key, route } = routeOf(config, url, this.#environment);
    return this.#hosts.get(key) ?? this.#open(key, route);
  }

  stats(): ClientStats {
    const { requests, opened: connectionsOpened, reused } = this.#around.counts;
    const hosts = [...this.#hosts.values()];
    const all = hosts.flatMap(({ connections }) => [...connections]);
    return {
      requests,
      connectionsOpened,
      reused,
      reuseRatio: requests === 0 ? 0 : reused / requests,
      dnsLookups: this.#around.lookups.count,
      active: all.filter(({ isBusy }) => isBusy).length,
      idle: all.filter(({ isIdle }) => isIdle).length,
      queued: hosts.reduce((sum, { queued }) => sum + queued, 0),
    };
  }

  async close(): Promise<void> {
    const closed = [...this.#sockets].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    );
    for (const { connections } of this.#hosts.values()) for (const each of [...connections]) each.destroy();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  #open(key: string, route: Route): Host {
    const open = openerOf(route, this.#around, this.#connect);
    const host = new Host(route, open, this.#around, () => {
      // Whoever was told before may have put another one into its place.
      if (this.#hosts.get(key) === host) this.#hosts.delete(key);
    });
    this.#hosts.set(key, host);
    return host;
  }
}
