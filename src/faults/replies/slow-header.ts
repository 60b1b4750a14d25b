import { drip } from '../drip.js';
import { defineFault } from '../fault.js';
import { rawReply } from '../raw-reply.js';
import { ITEM } from '../reply.js';

export const slowHeader = defineFault({
  name: 'slow-header',
  summary: 'Sends the head of its reply byte by byte, one each `ms` ms, and then the body at once',
  params: { ms: 50 },
  serve: () => ({
    http(exchange) {
      const { socket, params } = exchange;
      const body = JSON.stringify(ITEM);
      const headers = ['Content-Type: application/json', `Content-Length: ${body.length}`];
      drip(exchange, rawReply('200 OK', headers, ''), params.ms, () => {
        socket.write(body);
        socket.destroySoon();
      });
    },
  }),
});
