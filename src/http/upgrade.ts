import type { ClientRequest } from 'node:http';

/** Ends a request whose server goes over to another protocol, for which nobody has asked: Node closes the connection and tells nobody. */
export function refuseUpgrade(request: ClientRequest): void {
  request.once('upgrade', (_response, socket) => {
    socket.destroy();
    const error = new Error('the server went over to another protocol');
    // To destroy the request would do nothing any more: Node has let go of its socket.
    request.emit('error', Object.assign(error, { code: 'ECONNRESET' }));
  });
}
