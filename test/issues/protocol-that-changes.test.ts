/** A server that goes over to another protocol unasked: Node closes the connection and says nothing, so the request waited for ever. */
import { createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveRaw } from '../support/server.js';

const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\nhello';

describe.each([
  ['node:http', undefined],
  ['undici', undici()],
])('over %s', (_name, transport) => {
  test.each([{}, { timeout: 5_000 }, { responseType: 'stream' }] as const)(
    'it is a failure: %j',
    async (options) => {
      const server = await serveRaw((socket) => void socket.on('data', () => socket.write(SWITCHING)));
      const client = createClient({ baseURL: server.url, transport });
      onTestFinished(() => client.close());
      await expect(client.get('/', options)).rejects.toMatchObject({
        code: 'ECONNRESET',
        config: { url: '/' },
      });
      await expect.poll(() => [client.stats().active, server.sockets.size]).toEqual([0, 0]);
    },
  );
});
