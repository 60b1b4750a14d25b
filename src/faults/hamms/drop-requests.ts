import { defineFault } from '../fault.js';

export const dropRequests = defineFault({
  name: 'drop-requests',
  summary: 'Closes the connection without an answer, with a chance of `failrate`',
  hamms: 13,
  params: { failrate: 0.05 },
  serve: ({ random, serverLine }) => ({
    http({ socket, params }) {
      if (random() >= params.failrate) {
        socket.write(
          `HTTP/1.1 200 OK\r\n${serverLine}Content-Type: application/json\r\n\r\n{"success": true}`,
        );
      }
      socket.destroySoon();
    },
  }),
});
