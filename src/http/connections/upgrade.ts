import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Ends a request whose server goes over to another protocol, for which nobody has asked: Node closes the connection and
 * tells nobody. Whoever listens, in a `transport` of a user's own, has asked.
 */
export const refuseUpgrade = (request: ClientRequest): void => void request.on('upgrade', refuse);

function refuse(this: ClientRequest, _response: IncomingMessage, socket: Duplex): void {
  if (this.listenerCount('upgrade') > 1) return;
  socket.destroy();
  const error = new Error('the server went over to another protocol');
  // To destroy the request would do nothing any more: Node has let go of its socket.
  this.emit('error', Object.assign(error, { code: 'ECONNRESET' }));
}
