import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { onceConnected } from './connecting.js';

/**
 * Calls `onSilence` when no byte has moved for `ms` on the socket of a request, from the moment it is connected until
 * the response has been read. A reader that takes its time is not a silent server.
 */
export function limitSilence(
  request: ClientRequest,
  socket: Socket,
  ms: number,
  onSilence: () => void,
): void {
  let response: IncomingMessage | undefined;
  request.once('response', (received) => {
    response = received;
  });
  const onTimeout = (): void => {
    if (response && (response.complete || response.readableLength > 0)) socket.setTimeout(ms);
    else onSilence();
  };
  onceConnected(socket, () =>
    // After axios and follow-redirects, which reset the timeout of each socket that they get.
    queueMicrotask(() => {
      if (request.destroyed) return;
      socket.setTimeout(ms);
      socket.prependListener('timeout', onTimeout);
      // Left by follow-redirects; it would cut the connection of a slow reader.
      socket.off('timeout', socket.destroy);
    }),
  );
  request.once('close', () => socket.off('timeout', onTimeout));
}
