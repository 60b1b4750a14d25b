import { Transform, type TransformCallback } from 'node:stream';
import zlib from 'node:zlib';

/** The first byte of what zlib makes, and `deflate` means. Some servers send it without that frame. */
const ZLIB = 0x78;

const unpackers: Readonly<Record<string, (first: number | undefined) => Transform>> = {
  __proto__: null as never,
  gzip: () => zlib.createUnzip(),
  'x-gzip': () => zlib.createUnzip(),
  compress: () => zlib.createUnzip(),
  'x-compress': () => zlib.createUnzip(),
  deflate: (first) => (first === ZLIB ? zlib.createInflate() : zlib.createInflateRaw()),
  br: () => zlib.createBrotliDecompress(),
  // Node 20 has none.
  ...('createZstdDecompress' in zlib && {
    zstd: () => (zlib as unknown as { createZstdDecompress(): Transform }).createZstdDecompress(),
  }),
};

/** Whether a body with this `Content-Encoding` can be unpacked. */
export const canUnpack = (coding: string): boolean => coding.toLowerCase() in unpackers;

/** Unpacks a body. An input that ends too early is an error; nothing at all is no part of anything, and no error. */
export class Unpacker extends Transform {
  readonly #coding: string;
  #inner: Transform | undefined;

  constructor(coding: string) {
    super();
    this.#coding = coding.toLowerCase();
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.#inner ??= this.#open(chunk[0]);
    // Behind the end there may be padding.
    if (this.#inner.readableEnded) done();
    else this.#inner.write(chunk, (error) => done(error));
  }

  override _flush(done: TransformCallback): void {
    if (this.#inner === undefined || this.#inner.readableEnded) done();
    else this.#inner.once('end', () => done()).end();
  }

  override _read(size: number): void {
    this.#inner?.resume();
    super._read(size);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inner?.destroy();
    done(error);
  }

  #open(first: number | undefined): Transform {
    const inner = (unpackers[this.#coding] as (first: number | undefined) => Transform)(first);
    inner.on('data', (chunk) => {
      if (!this.push(chunk)) inner.pause();
    });
    return inner.once('error', (error) => this.destroy(error));
  }
}
