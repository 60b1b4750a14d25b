import { defineFault } from '../fault.js';

export const tlsClosed = defineFault({
  name: 'tls-closed',
  summary: 'Closes the connection as soon as the TLS handshake is done',
  scheme: 'https',
  needs: 'certificates',
  serve: ({ certificates }) => ({
    tls: certificates.good,
    secured: ({ socket }) => socket.destroy(),
  }),
});
