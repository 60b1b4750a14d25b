import { defineFault } from '../fault.js';

export const longBody = defineFault({
  name: 'long-body',
  summary: 'Sends 1 MiB where Content-Length says 3 bytes, as soon as a connection is made',
  hamms: 10,
  serve: ({ serverLine }) => ({
    tcp({ socket }) {
      socket.write(
        `HTTP/1.1 200 OK\r\n${serverLine}Content-Type: text/plain\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n`,
      );
      socket.write('a'.repeat(1024 * 1024));
      socket.destroySoon();
    },
  }),
});
