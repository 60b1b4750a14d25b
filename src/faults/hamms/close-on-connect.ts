import { defineFault } from '../fault.js';

export const closeOnConnect = defineFault({
  name: 'close-on-connect',
  summary: 'Closes each connection as soon as it is made',
  hamms: 2,
  serve: () => ({ tcp: ({ socket }) => socket.destroySoon() }),
});
