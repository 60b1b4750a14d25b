/** undici tells of an answer's first byte since 7.23. With older ones, a body that a reset cut off was taken for the whole. */
import { createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { Client } from 'undici';
import { afterEach, expect, test, vi } from 'vitest';
import { failureOf } from '../../src/failure.js';
import { serveRaw } from '../support/server.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('a reset is no end of a body, whether or not undici tells when an answer starts', async () => {
  const { dispatch } = Client.prototype;
  vi.spyOn(Client.prototype, 'dispatch').mockImplementation(function (this: Client, options, handler) {
    return dispatch.call(this, options, Object.assign(handler, { onResponseStarted: undefined }));
  });
  const server = await serveRaw((socket) =>
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\nthe first half')),
  );
  const client = createClient({ transport: undici() });
  const onDownloadProgress = (): void => {
    for (const socket of server.sockets) socket.resetAndDestroy();
  };
  const outcome = await client.get(server.url, { onDownloadProgress }).catch((error: unknown) => error);
  expect(failureOf(outcome)).toBe('reset');
  await client.close();
});
