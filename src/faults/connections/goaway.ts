import { defineFault } from '../fault.js';
import { ITEM, replyJson } from '../reply.js';

export const goaway = defineFault({
  name: 'goaway',
  summary: 'Answers after `ms` ms; each `every`-th reply ends all connections, whatever waits there',
  params: { ms: 50, every: 5 },
  serve({ sockets }) {
    let count = 0;
    return {
      http({ res, params, later }) {
        const isLast = ++count % params.every === 0;
        if (isLast) {
          res.once('finish', () => {
            for (const socket of sockets) socket.destroySoon();
          });
          replyJson(res, 200, ITEM, { Connection: 'close' });
        } else later(params.ms, () => replyJson(res, 200, ITEM));
      },
    };
  },
});
