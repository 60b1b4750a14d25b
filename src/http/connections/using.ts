import type { Socket } from 'node:net';
import { entryOf } from '../../basics/entry.js';

/** Who uses a connection. */
export interface User {
  /** Something has come over it. */
  heard(): void;
  /** Nothing has, for as long as its timeout. */
  silent(): void;
}

/** A connection and its user of the moment. Listens once for all of them, for listeners cost more than what they hear. */
class Use {
  user: User | undefined;

  constructor(socket: Socket) {
    socket.on('data', () => this.user?.heard());
    socket.on('timeout', () => this.user?.silent());
  }
}

const uses = new WeakMap<Socket, Use>();

/** From now on `user` is told what happens on the connection, until it leaves or another one comes. */
export function use(socket: Socket, user: User): void {
  entryOf(uses, socket, () => new Use(socket)).user = user;
}

export function leave(socket: Socket, user: User): void {
  const known = uses.get(socket);
  if (known?.user === user) known.user = undefined;
}
