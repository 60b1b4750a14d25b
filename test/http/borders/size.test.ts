import { pipeline, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { failureOf } from '../../../src/failure.js';
import { resilient } from '../../../src/policies/index.js';
import { reply, type Step, serve } from '../../support/server.js';
import { rejection } from '../ambient.js';
import { clientFor } from './support.js';

const MIB = 1024 * 1024;

/** Never ends by itself. */
const endless: Step = (_req, res) => {
  const chunk = Buffer.alloc(MIB, 'x');
  const chunks = function* () {
    while (true) yield chunk;
  };
  // Until the client has enough.
  pipeline(Readable.from(chunks()), res, () => {});
};

/** A gigabyte of zeros in a megabyte. */
const bomb = (): Buffer =>
  Buffer.concat(Array<Buffer>(64).fill(gzipSync(Buffer.alloc(16 * MIB), { level: 9 })));

test('a body without an end is cut at 64 MiB, and is not asked for again', async () => {
  const server = await serve(endless);
  const client = clientFor({ baseURL: server.url, retry: { backoff: () => 1 } });
  const error = await rejection(client.get('/'));
  expect([error.message, failureOf(error)]).toEqual([
    `maxContentLength size of ${64 * MIB} exceeded`,
    'thrown',
  ]);
  expect((await rejection(resilient({}).call(() => client.get('/')))).message).toBe(error.message);
  await server.closed(2);
  expect(server.requests).toHaveLength(2);
});

test('it is the unpacked size that counts: a bomb goes off early and takes little memory', async () => {
  const body = bomb();
  expect(body.length).toBeLessThan(2 * MIB);
  const server = await serve(reply(200, body, { 'content-encoding': 'gzip' }));
  const client = clientFor({ baseURL: server.url });
  for (const config of [{}, { responseType: 'arraybuffer' } as const, { maxRedirects: 0 }]) {
    const before = process.memoryUsage().rss;
    const start = performance.now();
    const error = await rejection(client.get('/', config));
    expect(failureOf(error)).toBe('thrown');
    expect(performance.now() - start).toBeLessThan(15_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * MIB);
  }
});

test('a size that is given wins, for the client or for one request', async () => {
  const server = await serve(reply(200, 'x'.repeat(1000)));
  const client = clientFor({ baseURL: server.url, maxContentLength: 999 });
  expect((await rejection(client.get('/'))).message).toBe('maxContentLength size of 999 exceeded');
  expect((await client.get('/', { maxContentLength: 1000 })).data).toHaveLength(1000);
  expect((await client.get('/', { maxContentLength: -1 })).data).toHaveLength(1000);
  expect((await rejection(client.create().get('/'))).message).toBe('maxContentLength size of 999 exceeded');
});

test('none at all if that is what was asked for', async () => {
  const server = await serve(reply(200, gzipSync(Buffer.alloc(65 * MIB)), { 'content-encoding': 'gzip' }));
  const bytes = { responseType: 'arraybuffer' } as const;
  const unlimited = clientFor({ baseURL: server.url, maxContentLength: -1 });
  expect((await unlimited.get('/', bytes)).data).toHaveLength(65 * MIB);
  const client = clientFor({ baseURL: server.url });
  expect((await client.get('/', { ...bytes, maxContentLength: Infinity })).data).toHaveLength(65 * MIB);
});

test('a stream is not limited, unless a size is given', async () => {
  const server = await serve(reply(200, Buffer.alloc(65 * MIB, 'x')));
  const client = clientFor({ baseURL: server.url });
  const stream = { responseType: 'stream' } as const;
  expect(await text((await client.get('/', stream)).data)).toHaveLength(65 * MIB);
  const { data } = await client.get('/', { ...stream, maxContentLength: 1000 });
  expect(failureOf(await rejection(text(data)))).toBe('thrown');
  const limited = clientFor({ baseURL: server.url, maxContentLength: 1000 });
  expect(failureOf(await rejection(text((await limited.get('/', stream)).data)))).toBe('thrown');
});
