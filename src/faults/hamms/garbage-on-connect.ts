import { defineFault } from '../fault.js';

export const garbageOnConnect = defineFault({
  name: 'garbage-on-connect',
  summary: 'Says "foo bar" as soon as a connection is made, and closes',
  hamms: 4,
  serve: () => ({
    tcp({ socket }) {
      socket.write('foo bar');
      socket.destroySoon();
    },
  }),
});
