import { defineFault } from '../fault.js';

export const tlsSilent = defineFault({
  name: 'tls-silent',
  summary: 'Accepts, and lets the TLS handshake hang for ever',
  scheme: 'https',
  serve: () => ({ tcp: ({ socket }) => socket.resume() }),
});
