import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { watchConnecting } from '../http/connections/connecting.js';
import { destination, logConnection } from '../http/connections/debug.js';
import type { TransportSettings } from '../http/transport.js';
import { Connection, type Home } from './connection.js';
import type { Opener } from './opener.js';
import type { Route } from './route.js';
import type { UndiciWire } from './wire.js';

/** What is counted, over all hosts of a client. */
interface Counts {
  requests: number;
  opened: number;
  reused: number;
}

/** What all hosts of a client have in common. */
export interface Surroundings extends TransportSettings {
  readonly counts: Counts;
  readonly sockets: Set<Socket>;
  readonly clientOptions: object;
}

/** The connections to one host, by one way: those that are busy, those that are kept, and who waits for one. */
export class Host implements Home {
  readonly route: Route;
  readonly #open: Opener;
  readonly #around: Surroundings;
  readonly #onEmpty: () => void;
  readonly #all = new Set<Connection>();
  /** The last in is the first out: connections that are not needed fall idle, and are closed before the server does it. */
  readonly #kept: Connection[] = [];
  readonly #waiting = new Set<UndiciWire>();

  constructor(route: Route, open: Opener, around: Surroundings, onEmpty: () => void) {
    this.route = route;
    this.#open = open;
    this.#around = around;
    this.#onEmpty = onEmpty;
  }

  get origin(): string {
    return this.route.origin;
  }

  get clientOptions(): object {
    return this.#around.clientOptions;
  }

  get queued(): number {
    return this.#waiting.size;
  }

  get connections(): Iterable<Connection> {
    return this.#all;
  }

  send(wire: UndiciWire): void {
    const { maxSockets } = this.#around.pool;
    const kept = wire.sending.fresh ? undefined : this.#kept.pop();
    if (kept) kept.send(wire);
    else if (this.#all.size < maxSockets) this.#connection().send(wire);
    else if (this.#kept.length > 0) this.#replace(this.#kept[0] as Connection, wire);
    else {
      this.#waiting.add(wire);
      wire.queued();
    }
  }

  leave(wire: UndiciWire): void {
    this.#waiting.delete(wire);
  }

  reused(): void {
    this.#around.counts.reused += 1;
  }

  /** Its request is done. */
  released(connection: Connection): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      if (this.#kept.length < this.#around.pool.maxFreeSockets) this.#kept.push(connection);
      else connection.destroy();
      return;
    }
    this.#waiting.delete(next);
    if (next.sending.fresh) this.#replace(connection, next);
    else connection.send(next);
  }

  /** It is gone. */
  dropped(connection: Connection): void {
    this.#all.delete(connection);
    const place = this.#kept.indexOf(connection);
    if (place >= 0) this.#kept.splice(place, 1);
    // Its request comes first, which may go over a new one at once.
    queueMicrotask(() => this.#refill());
  }

  #refill(): void {
    const [next] = this.#waiting;
    if (next !== undefined && this.#all.size < this.#around.pool.maxSockets) {
      this.#waiting.delete(next);
      this.#connection().send(next);
    } else if (this.#all.size === 0) this.#onEmpty();
  }

  connect(
    options: buildConnector.Options,
    limit: number,
    callback: buildConnector.Callback,
    onSocket: (socket: Socket) => void,
  ): void {
    const { sockets, lookups, counts } = this.#around;
    const { protocol, hostname } = options;
    const secure = protocol === 'https:';
    const to = {
      host: hostname,
      port: options.port || (secure ? 443 : 80),
      socketPath: this.route.socketPath,
    };
    this.#open(options, limit, callback, (socket, end) => {
      sockets.add(socket.once('close', () => sockets.delete(socket)));
      onSocket(socket);
      if (end === 'proxy') return;
      watchConnecting(socket, {
        event: secure ? 'secureConnect' : 'connect',
        limit,
        to: destination(to),
        onConnected: () => {
          counts.opened += 1;
          logConnection(counts.opened, secure ? 'https' : 'http', to);
        },
        onFailed: () => lookups.forget(hostname),
      });
    });
  }

  #connection(): Connection {
    const connection = new Connection(this);
    this.#all.add(connection);
    return connection;
  }

  /** A new connection in the place of one that is kept. */
  #replace(old: Connection, wire: UndiciWire): void {
    const connection = this.#connection();
    old.destroy();
    connection.send(wire);
  }
}
