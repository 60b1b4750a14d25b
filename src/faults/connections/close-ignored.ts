import { defineFault } from '../fault.js';
import { rawReply } from '../raw-reply.js';
import { ITEM } from '../reply.js';

export const closeIgnored = defineFault({
  name: 'close-ignored',
  summary: 'Says Connection: close and leaves the connection open, with a Content-Length or without',
  params: { length: true },
  serve: () => ({
    http({ socket, params }) {
      const body = JSON.stringify(ITEM);
      const length = params.length ? [`Content-Length: ${body.length}`] : [];
      socket.write(
        rawReply('200 OK', ['Content-Type: application/json', 'Connection: close', ...length], body),
      );
    },
  }),
});
