/**
 * Where a connection is reset that would close after the answer, undici asserts that nobody has paused the answer, in a
 * listener of the socket: whoever read a stream slowly lost the whole process.
 */
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { expect, test } from 'vitest';
import { failureOf } from '../../src/failure.js';
import { serveRaw } from '../support/server.js';

/** An answer that nobody reads, and its server. */
async function paused() {
  const server = await serveRaw((socket) =>
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n');
      socket.write(Buffer.alloc(70_000));
    }),
  );
  const client = createClient({ transport: undici() });
  const { data } = await client.get<Readable>(server.url, { responseType: 'stream' });
  await sleep(50);
  return { server, client, data, end: new Promise((resolve) => data.once('error', resolve)) };
}

test('a server that resets an answer which is read slowly ends that answer only', async () => {
  const { server, client, data, end } = await paused();
  for (const socket of server.sockets) socket.resetAndDestroy();
  await sleep(50);
  data.resume();
  expect(['reset', 'truncated']).toContain(failureOf(await end));
  await client.close();
});

test('so does a reader that passes on a reset of its own', async () => {
  const { client, data, end } = await paused();
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  data.destroy(reset);
  expect(await end).toBe(reset);
  await sleep(50);
  expect(reset.code).toBe('ECONNRESET');
  await client.close();
});
