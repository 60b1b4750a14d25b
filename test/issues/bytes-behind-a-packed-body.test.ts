/**
 * Some servers and backup tools pad what they have packed. The unpacker ended at the end of the packed data, and the
 * request waited for that end once more, which never came.
 */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { serve } from '../support/server.js';
import { forAll } from '../undici/contestants.js';

const zeros = Buffer.alloc(10);

forAll(({ create }) => {
  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('padding behind the end of %s is left alone', async (coding, pack) => {
    const server = await serve(async (_req, res, n) => {
      res.writeHead(200, { 'content-encoding': coding });
      res.write(n === 1 ? Buffer.concat([pack('all of it'), zeros]) : pack('all of it'));
      await new Promise((resolve) => setTimeout(resolve, 20));
      res.write(zeros);
      await new Promise((resolve) => setTimeout(resolve, 20));
      res.end(zeros);
    });
    const instance = create();
    // In one piece with it, by itself, and for who reads it as a stream.
    for (let n = 0; n < 2; n += 1) expect((await instance.get(server.url)).data).toBe('all of it');
    const { data } = await instance.get(server.url, { responseType: 'stream' });
    expect(Buffer.concat(await data.toArray()).toString()).toBe('all of it');
  });
});
