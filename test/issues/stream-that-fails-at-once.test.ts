/**
 * A body that is made anew for each attempt (`data: () => stream`), and an answer as a stream: over undici, an answer that broke
 * off with its first bytes did so before anybody could listen, and the process ended.
 */
import { Readable } from 'node:stream';
import { constant, createClient, resilient } from 'holdfast';
import { undici } from 'holdfast/undici';
import { expect, onTestFinished, test } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { serveRaw } from '../support/server.js';

const start = async (status: string) => {
  const server = await serveRaw((socket) => {
    socket.once('data', () =>
      socket.write(`HTTP/1.1 ${status}\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n`),
    );
  });
  const client = createClient({ baseURL: server.url, transport: undici() });
  onTestFinished(() => client.close());
  const unheard: unknown[] = [];
  const hear = (error: unknown) => unheard.push(error);
  const others = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', hear);
  onTestFinished(() => {
    process.off('uncaughtException', hear);
    for (const each of others) process.on('uncaughtException', each);
  });
  const put = () => client.put('/', () => Readable.from(['x']), { responseType: 'stream' });
  return { put, unheard };
};

test('who reads the stream is told', async () => {
  const { put, unheard } = await start('200 OK');
  const { data } = await put();
  await expect(data.toArray()).rejects.toThrow();
  expect(unheard).toEqual([]);
});

test('an answer that is refused is retried', async () => {
  const { put, unheard } = await start('503 Busy');
  const policy = resilient({ retry: { maxRetries: 1, backoff: constant(1) } });
  expect(await failureOf(policy.call(put))).toMatchObject({ response: { status: 503 } });
  expect(unheard).toEqual([]);
});
