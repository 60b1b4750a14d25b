import { defineFault } from '../fault.js';

export const silent = defineFault({
  name: 'silent',
  summary: 'Accepts, reads, and never says a word',
  hamms: 1,
  serve: () => ({ tcp: ({ socket }) => socket.resume() }),
});
