import { defineFault } from '../fault.js';

export const closeOnData = defineFault({
  name: 'close-on-data',
  summary: 'Closes the connection at the first byte of a request',
  hamms: 3,
  serve: () => ({ tcp: ({ socket }) => socket.once('data', () => socket.destroySoon()) }),
});
