import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { Listener } from './listener.js';

/**
 * A port on which nothing listens and that nobody else gets meanwhile: the near end of a connection has it. A port that
 * was opened and closed again might be somebody's a moment later.
 */
export async function refuse(wanted: number, host: string): Promise<Listener> {
  // A port that was asked for is left alone: what was promised there is nothing.
  if (wanted !== 0) return { port: wanted, reset: async () => {}, stop: async () => {} };
  const server = createServer((socket) => socket.on('error', () => {}));
  await once(server.listen(0, host), 'listening');
  const holder = connect((server.address() as AddressInfo).port, host).on('error', () => {});
  const [far] = await Promise.all([once(server, 'connection'), once(holder, 'connect')]);
  server.close();
  return {
    port: holder.localPort as number,
    reset: async () => {},
    async stop() {
      const closed = Promise.all([once(holder, 'close'), once(far[0], 'close')]);
      holder.destroy();
      far[0].destroy();
      await closed;
    },
  };
}
