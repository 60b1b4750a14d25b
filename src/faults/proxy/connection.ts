import type { Socket } from 'node:net';
import type { Place } from './hold.js';
import { Link } from './link.js';

export type Direction = 'upstream' | 'downstream';

function reset(socket: Socket): void {
  // Node would first wait for the connection.
  if (socket.connecting) socket.destroy();
  else if (!socket.destroyed) socket.resetAndDestroy();
}

/** A client's connection and the one that was opened for it to the server. Each end sees what befalls the other. */
export class Connection {
  readonly links: Readonly<Record<Direction, Link>>;
  /** Resolves when both ends are closed. */
  readonly closed: Promise<unknown>;
  readonly #ends: Readonly<Record<Direction, Socket>>;

  constructor(client: Socket, server: Socket) {
    this.#ends = { upstream: server, downstream: client };
    this.links = { upstream: new Link(client, server), downstream: new Link(server, client) };
    this.closed = Promise.all([this.#watch(client, server), this.#watch(server, client)]).then(() => {
      for (const link of Object.values(this.links)) link.release();
    });
  }

  placeIn(direction: Direction): Place {
    return { close: () => this.close(), reset: () => reset(this.#ends[direction]) };
  }

  /** Both ends, once what was passed on is written. */
  close(): void {
    for (const socket of Object.values(this.#ends)) socket.destroySoon();
  }

  destroy(): Promise<unknown> {
    for (const socket of Object.values(this.#ends)) socket.destroy();
    return this.closed;
  }

  #watch(socket: Socket, other: Socket): Promise<void> {
    // A failure shows in `errored`, where it is read below; without a listener it would end the process.
    socket.on('error', () => {});
    return new Promise((resolve) => {
      socket.once('close', () => {
        const wasOrderly = socket.readableEnded && socket.writableFinished;
        if (socket.errored) reset(other);
        // After an orderly close there may be data on its way to the other end, and its end after it.
        else if (!wasOrderly) other.destroySoon();
        resolve();
      });
    });
  }
}
