import { text } from 'node:stream/consumers';
import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { reply, type Step, serve } from '../support/server.js';
import { forAll, rejection } from './contestants.js';

const TEXT = JSON.stringify({ text: 'a text that is long enough to be worth it'.repeat(50) });

const CODINGS: Record<string, [coding: string, pack: (text: string) => Buffer]> = {
  gzip: ['gzip', (text) => zlib.gzipSync(text)],
  'gzip, in capitals': ['GZIP', (text) => zlib.gzipSync(text)],
  'x-gzip': ['x-gzip', (text) => zlib.gzipSync(text)],
  compress: ['compress', (text) => zlib.gzipSync(text)],
  deflate: ['deflate', (text) => zlib.deflateSync(text)],
  'deflate without its frame': ['deflate', (text) => zlib.deflateRawSync(text)],
  br: ['br', (text) => zlib.brotliCompressSync(text)],
};

const packed = (coding: string, body: Buffer): Step => reply(200, body, { 'content-encoding': coding });

forAll(({ create, isOurs }) => {
  test.each(Object.entries(CODINGS))(
    '%s is unpacked, whole, as a stream and in pieces',
    async (_name, [coding, pack]) => {
      const body = pack(TEXT);
      const inPieces: Step = (_req, res) => {
        res.writeHead(200, { 'content-encoding': coding });
        for (const byte of body.subarray(0, 20)) res.write(Buffer.of(byte));
        res.end(body.subarray(20));
      };
      const server = await serve([packed(coding, body), packed(coding, body), inPieces]);
      const instance = create({ baseURL: server.url });
      const response = await instance.get('/');
      expect(response.data).toEqual(JSON.parse(TEXT));
      expect(response.headers['content-encoding']).toBeUndefined();
      const stream = await instance.get('/', { responseType: 'stream' });
      expect(await text(stream.data)).toBe(TEXT);
      expect((await instance.get('/')).data).toEqual(JSON.parse(TEXT));
      expect(server.requests[0]?.headers['accept-encoding']).toBe('gzip, compress, deflate, br');
    },
  );

  test('with decompress: false nothing is', async () => {
    const body = zlib.gzipSync(TEXT);
    const server = await serve(packed('gzip', body));
    const response = await create().get(server.url, { decompress: false, responseType: 'arraybuffer' });
    expect(response.data).toEqual(body);
    expect(response.headers['content-encoding']).toBe('gzip');
  });

  test('nothing at all is no part of anything: HEAD, 204, and a body of no bytes', async () => {
    const server = await serve((req, res) => {
      res.setHeader('content-encoding', 'gzip');
      if (req.url === '/204') res.statusCode = 204;
      res.end();
    });
    const instance = create({ baseURL: server.url });
    for (const [method, url] of [
      ['head', '/'],
      ['get', '/204'],
      ['get', '/'],
    ] as const) {
      const response = await instance.request({ method, url });
      expect(response.data).toBe('');
      expect(response.headers['content-encoding']).toBeUndefined();
    }
  });

  test('what is not what it says is an error, with its response', async () => {
    const server = await serve(packed('gzip', Buffer.from('this is no gzip')));
    const error = await rejection(create().get(server.url));
    expect(error).toMatchObject({ isAxiosError: true, code: 'Z_DATA_ERROR', status: 200 });
    expect(error.message).toBe('incorrect header check');
  });

  test.each(Object.entries(CODINGS))(
    '%s that was cut off is an error (axios hands out the part)',
    async (_name, [coding, pack]) => {
      const body = pack(TEXT);
      const server = await serve(packed(coding, body.subarray(0, body.length - 12)));
      const request = create().get(server.url, { responseType: 'text' });
      if (isOurs) expect((await rejection(request)).message).toBe('unexpected end of file');
      else expect(TEXT.startsWith((await request).data)).toBe(true);
    },
  );

  test('maxContentLength counts what is unpacked', async () => {
    const bomb = zlib.gzipSync('x'.repeat(2_000_000));
    const server = await serve(packed('gzip', bomb));
    const instance = create({ baseURL: server.url, maxContentLength: 1_000_000 });
    expect((await rejection(instance.get('/'))).message).toBe('maxContentLength size of 1000000 exceeded');
    const { data } = await instance.get('/', { responseType: 'stream' });
    expect((await rejection(text(data))).message).toBe('maxContentLength size of 1000000 exceeded');
  });

  test('a reader that takes its time gets all of it', async () => {
    const long = 'abcdefghij'.repeat(300_000);
    const server = await serve(packed('gzip', zlib.gzipSync(long)));
    const { data } = await create().get(server.url, { responseType: 'stream' });
    let length = 0;
    for await (const chunk of data) {
      length += chunk.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(length).toBe(long.length);
  });
});
