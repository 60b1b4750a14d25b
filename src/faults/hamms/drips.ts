import { drip } from '../drip.js';
import { defineFault } from '../fault.js';

/** From the first byte of a request on; hamms also starts another one in between at each later packet of it. */
const dripping = (name: string, seconds: number, hamms: number) =>
  defineFault({
    name,
    summary: `Answers 204, a byte every ${seconds} s`,
    hamms,
    serve: ({ serverLine }) => ({
      tcp(connection) {
        const { socket, later } = connection;
        const bytes = Buffer.from(`HTTP/1.1 204 No Content\r\n${serverLine}\r\n`);
        socket.once('data', () =>
          drip(connection, bytes, seconds * 1000, () => later(seconds * 1000, () => socket.destroySoon())),
        );
      },
    }),
  });

export const drip5s = dripping('drip-5s', 5, 6);
export const drip30s = dripping('drip-30s', 30, 7);
