import { defineFault } from '../fault.js';
import { ITEM, replyJson } from '../reply.js';

export const keepAliveClose = defineFault({
  name: 'keep-alive-close',
  summary: 'Keeps the connection after a reply, and closes or resets it at the next request',
  params: { how: ['close', 'reset'] },
  serve: () => ({
    http({ res, socket, nth, params }) {
      if (nth === 1) replyJson(res, 200, ITEM);
      else if (params.how === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    },
  }),
});
