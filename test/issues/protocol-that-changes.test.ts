/** A server that goes over to another protocol unasked: Node closes the connection and says nothing, so the request waited for ever. */
import { request } from 'node:http';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
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

test.each(['on', 'once'] as const)('whoever has asked for it gets it: %s', async (listen) => {
  const server = await serveRaw(
    (socket) => void socket.once('data', () => socket.write(SWITCHING, () => socket.end(' and goodbye'))),
  );
  const client = createClient({ baseURL: server.url });
  onTestFinished(() => client.close());
  let hear = (_socket: Readable): void => {};
  const heard = new Promise<Readable>((resolve) => {
    hear = resolve;
  }).then(text);
  const transport = {
    request(options: object, onResponse: () => void) {
      const made = request(options, onResponse);
      return made[listen]('upgrade', (_response, socket, head) => {
        socket.unshift(head);
        hear(socket);
      });
    },
  };
  const user = new AbortController();
  // There is no response that axios knows of.
  const options = { maxRedirects: 0, transport, signal: user.signal };
  const answer = client.get('/', options).catch(({ code }) => code);
  expect(await heard).toBe('hello and goodbye');
  user.abort();
  expect(await answer).toBe('ERR_CANCELED');
  await expect.poll(() => [client.stats().active, server.sockets.size]).toEqual([0, 0]);
});
