import { defineFault } from '../fault.js';

export const garbageOnData = defineFault({
  name: 'garbage-on-data',
  summary: 'Answers a request with "foo bar", and closes',
  hamms: 5,
  serve: () => ({
    tcp({ socket }) {
      socket.once('data', () => {
        socket.write('foo bar');
        socket.destroySoon();
      });
    },
  }),
});
