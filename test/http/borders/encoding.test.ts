import { text } from 'node:stream/consumers';
import * as zlib from 'node:zlib';
import { brotliCompressSync, constants, createGzip, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { failureOf } from '../../../src/failure.js';
import { json, reply, type Step, serve } from '../../support/server.js';
import { rejection } from '../ambient.js';
import { clientFor } from './support.js';

const DOCUMENT = JSON.stringify(
  Array.from({ length: 3_000 }, (_, id) => ({ id, summary: `buy ${id * id}` })),
);

const packed = (coding: string, body: string | Uint8Array, status = 200): Step =>
  reply(status, body, { 'content-encoding': coding, 'content-type': 'text/plain' });

const readAs = { responseType: 'text' } as const;

/** Node 20 cannot do zstd. */
const zstdCompress: ((text: string) => Buffer) | undefined = Reflect.get(zlib, 'zstdCompressSync');
const zstd = zstdCompress ? [['zstd', zstdCompress(DOCUMENT)] as const] : [];

const whole: (readonly [string, Uint8Array])[] = [
  ['gzip', gzipSync(DOCUMENT)],
  ['x-gzip', gzipSync(DOCUMENT)],
  ['GZIP', gzipSync(DOCUMENT)],
  ['gzip', Buffer.concat([gzipSync(DOCUMENT.slice(0, 999)), gzipSync(DOCUMENT.slice(999))])],
  ['deflate', deflateSync(DOCUMENT)],
  ['deflate', deflateRawSync(DOCUMENT)],
  ['br', brotliCompressSync(DOCUMENT)],
  ...zstd,
];

test.each(whole)('%s is unpacked', async (coding, body) => {
  const server = await serve(packed(coding, body));
  const client = clientFor({ baseURL: server.url });
  expect((await client.get('/', readAs)).data).toBe(DOCUMENT);
  expect((await client.get('/', { ...readAs, onDownloadProgress: () => {} })).data).toBe(DOCUMENT);
  expect(await text((await client.get('/', { responseType: 'stream' })).data)).toBe(DOCUMENT);
  expect(server.connections).toBe(1);
});

/** There is no telling of raw deflate, and Node 22 does not tell of zstd. */
const told = whole.filter(([coding], index) => index !== 5 && (coding !== 'zstd' || tellsOfZstd()));

function tellsOfZstd(): boolean {
  try {
    const decompress: (bytes: Uint8Array) => unknown = Reflect.get(zlib, 'zstdDecompressSync');
    decompress(zstd[0]?.[1].subarray(0, 20) ?? Buffer.of());
    return false;
  } catch {
    return true;
  }
}

test.each(told)('%s that was cut off is an error', async (coding, body) => {
  const halves = [body.length - 1, body.length >> 1, 20].map((length) =>
    packed(coding, body.subarray(0, length)),
  );
  const server = await serve([...halves, ...halves, packed(coding, body)]);
  const client = clientFor({ baseURL: server.url, retry: { maxRetries: 2, backoff: () => 1 } });
  const error = await rejection(client.post('/', {}, readAs));
  expect([failureOf(error), error.status, server.requests.length]).toEqual(['truncated', 200, 1]);
  const { data } = await client.get('/', { responseType: 'stream' });
  expect(failureOf(await rejection(text(data)))).toBe('truncated');
  await rejection(client.post('/', {}, { ...readAs, onDownloadProgress: () => {} }));
  const exhausted = await rejection(client.get('/', readAs));
  expect([failureOf(exhausted), server.requests.length]).toEqual(['truncated', 6]);
  expect((await client.get('/', readAs)).data).toBe(DOCUMENT);
});

test('what is packed and cut off in the midst of a slow reply, too', async () => {
  const server = await serve(async (_req, res) => {
    res.writeHead(200, { 'content-encoding': 'gzip' });
    const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
    gzip.on('data', (chunk) => res.write(chunk));
    gzip.write('a beginning', () => res.end());
  });
  expect(failureOf(await rejection(clientFor({ baseURL: server.url }).get('/')))).toBe('truncated');
});

const TWICE = gzipSync(gzipSync(DOCUMENT));

test.each([
  ['gzip, gzip', TWICE],
  ['gzip,br', brotliCompressSync(gzipSync(DOCUMENT))],
  ['identity, gzip', gzipSync(DOCUMENT)],
  ['foo', Buffer.from(DOCUMENT)],
  ['utf-8', Buffer.from(DOCUMENT)],
  ['a\tb', Buffer.from(DOCUMENT)],
] as const)('%j is nothing that can be unpacked: an error, and no bytes as text', async (coding, body) => {
  const server = await serve(packed(coding, body));
  const client = clientFor({ baseURL: server.url, retry: { maxRetries: 1, backoff: () => 1 } });
  for (const config of [{}, readAs, { responseType: 'arraybuffer' } as const, { maxRedirects: 0 }]) {
    const error = await rejection(client.get('/items?token=s3cr3t', config));
    expect(error.message).toBe(
      `GET ${server.url}/items: the body is encoded as ${JSON.stringify(coding)}, which cannot be decoded`,
    );
    expect([error.code, error.status, failureOf(error)]).toEqual([
      'ERR_HOLDFAST_CONTENT_ENCODING',
      200,
      'protocol',
    ]);
    expect([error.response.data, error.response.headers['content-encoding']]).toEqual([undefined, coding]);
  }
  expect(server.requests).toHaveLength(8);
  await rejection(client.post('/', {}));
  expect(server.requests).toHaveLength(9);
});

test('a stream of such is refused before it is read, and its connection is closed', async () => {
  const server = await serve((_req, res) => {
    res.writeHead(200, { 'content-encoding': 'foo' }).write('and so on');
  });
  const client = clientFor({ baseURL: server.url });
  expect(failureOf(await rejection(client.get('/', { responseType: 'stream' })))).toBe('protocol');
  await server.closed(1);
  expect(client.stats()).toMatchObject({ active: 0 });
});

test('rubbish is an error that may be tried again', async () => {
  const server = await serve([packed('gzip', 'rubbish'), packed('br', 'rubbish'), json({ id: 7 })]);
  const client = clientFor({ baseURL: server.url, retry: { backoff: () => 1 } });
  expect(failureOf(await rejection(client.post('/', {})))).toBe('protocol');
  expect((await client.get('/')).data).toEqual({ id: 7 });
});

test('no body is no part of one', async () => {
  const empty: Step = (req, res) => {
    const status = Number(req.url?.slice(1));
    res.writeHead(status, { 'content-encoding': req.headers['x-coding'] as string }).end();
  };
  const server = await serve(empty);
  const client = clientFor({ baseURL: server.url, validateStatus: () => true });
  for (const coding of ['gzip', 'deflate', 'br', 'foo', 'identity']) {
    for (const status of ['/200', '/204', '/304']) {
      const headers = { 'x-coding': coding };
      expect((await client.get(status, { headers })).data).toBe('');
      expect((await client.head(status, { headers })).data).toBe('');
    }
  }
});

test('who wants the bytes gets them', async () => {
  const server = await serve([
    packed('foo', TWICE),
    packed('gzip, gzip', TWICE),
    packed('identity', 'as it is'),
  ]);
  const client = clientFor({ baseURL: server.url });
  const bytes = { decompress: false, responseType: 'arraybuffer' } as const;
  expect(TWICE.equals((await client.get('/', bytes)).data)).toBe(true);
  expect(TWICE.equals((await client.get('/', bytes)).data)).toBe(true);
  expect((await client.get('/')).data).toBe('as it is');
});

test('the answer of an error shows no bytes as text either', async () => {
  const server = await serve(packed('foo', TWICE, 500));
  const error = await rejection(clientFor({ baseURL: server.url }).get('/'));
  expect([error.status, error.response.data, failureOf(error)]).toEqual([500, undefined, 'status']);
});

test('fetch unpacks twice, and is not believed where it does not', async () => {
  const server = await serve([
    packed('gzip, gzip', TWICE),
    packed('foo', 'x'),
    packed('gzip, identity', TWICE),
  ]);
  const client = clientFor({ baseURL: server.url, adapter: 'fetch' });
  expect((await client.get('/', readAs)).data).toBe(DOCUMENT);
  expect(failureOf(await rejection(client.get('/', { responseType: 'stream' })))).toBe('protocol');
  expect(failureOf(await rejection(client.get('/')))).toBe('protocol');
});

test('other adapters may leave the header of what they unpacked', async () => {
  const headers = { 'content-encoding': 'gzip' };
  const client = clientFor({
    adapter: async (config) => ({ data: { id: 7 }, status: 200, statusText: 'OK', headers, config }),
  });
  expect((await client.get('http://example.test/')).data).toEqual({ id: 7 });
});
