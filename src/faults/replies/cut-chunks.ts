import { defineFault } from '../fault.js';
import { ITEM } from '../reply.js';

export const cutChunks = defineFault({
  name: 'cut-chunks',
  summary: 'Sends a whole document in a chunk, and closes without the last chunk',
  serve: () => ({
    http({ res, socket }) {
      res.writeHead(200, { 'Content-Type': 'application/json' });
      res.write(JSON.stringify(ITEM), () => socket.destroySoon());
    },
  }),
});
