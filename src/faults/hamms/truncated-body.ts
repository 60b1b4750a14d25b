import { defineFault } from '../fault.js';
import { readAccept } from './accept.js';
import { incomplete } from './incomplete.js';

export const truncatedBody = defineFault({
  name: 'truncated-body',
  summary: 'Closes 2000 bytes before the end of the body',
  hamms: 16,
  serve: () => ({
    http({ req, socket }) {
      const [type, start] = incomplete(readAccept(req.headers.accept).best);
      const length = start.length + 2000;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n${start}`);
      socket.destroySoon();
    },
  }),
});
