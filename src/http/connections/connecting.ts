import type { Socket } from 'node:net';
import { schedule } from '../../clock.js';
import { ConnectTimeoutError } from '../errors.js';

/** Sockets that cannot carry a byte yet, with the event that says that they can. */
const connecting = new WeakMap<Socket, 'connect' | 'secureConnect'>();

/** Calls `listener` when the socket is connected, TLS included; at once if it is. */
export function onceConnected(socket: Socket, listener: () => void): void {
  const event = connecting.get(socket);
  if (event === undefined) listener();
  else socket.once(event, listener);
}

/** What is to happen with a socket that has just been made. */
export interface Connecting {
  readonly event: 'connect' | 'secureConnect';
  /** Milliseconds for DNS, TCP and TLS together; `Infinity` for no limit. */
  readonly limit: number;
  /** Where to, for the message. */
  readonly to: string;
  onConnected(): void;
  onFailed(): void;
}

/** Watches a new socket until it is connected or closed. */
export function watchConnecting(
  socket: Socket,
  { event, limit, to, onConnected, onFailed }: Connecting,
): void {
  connecting.set(socket, event);
  const giveUp = (): void => {
    const message = `connecting to ${to} took longer than ${limit} ms (DNS, TCP and TLS)`;
    socket.destroy(new ConnectTimeoutError(message, limit));
  };
  const cancel = limit < Infinity ? schedule(giveUp, limit) : undefined;
  socket.once(event, () => {
    connecting.delete(socket);
    cancel?.();
    onConnected();
  });
  // The error comes first, and a retry may come between the two.
  for (const end of ['error', 'close']) {
    socket.once(end, () => {
      cancel?.();
      if (connecting.has(socket)) onFailed();
    });
  }
}
