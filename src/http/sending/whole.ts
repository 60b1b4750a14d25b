import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { constants } from 'node:zlib';

/** A stream of `node:zlib`. What it does about an input that ends too early has no public name once it is made. */
interface Unpacker {
  _finishFlushFlag: number;
  readonly bytesWritten: number;
  readonly writableLength: number;
}

/** The first byte of what zlib makes, and `deflate` means. */
const ZLIB = 0x78;

/**
 * Sees to it that a body which was cut off is an error. axios tells zlib to make do with what it gets, so that a part of
 * a body looks like the whole. To be called before axios sees the response.
 */
export function expectWhole(response: IncomingMessage, request: ClientRequest): void {
  // Node tells the request only, and then ends a body whose length nobody told as if it were whole.
  request.once('error', (error) => {
    if (!response.complete) response.destroy(error);
  });
  const coding = response.headers['content-encoding'];
  if (coding !== undefined) followPipes(response, response, /deflate/i.test(coding));
}

/** On the way to the unpacker there may be other streams: one for progress, one for raw deflate. */
function followPipes(response: IncomingMessage, from: Readable, deflate: boolean): void {
  const { pipe } = from;
  from.pipe = (to, options) => {
    if ('_finishFlushFlag' in to) endStrictly(response, from, to as unknown as Unpacker, deflate);
    else followPipes(response, to as unknown as Readable, deflate);
    return pipe.call(from, to, options) as typeof to;
  };
}

function endStrictly(response: IncomingMessage, from: Readable, unpacker: Unpacker, deflate: boolean): void {
  let isRaw = false;
  if (deflate) {
    response.once('data', (chunk: Buffer) => {
      isRaw = chunk[0] !== ZLIB;
    });
  }
  from.once('end', () => {
    // Nothing at all is no part of anything. And to raw deflate axios adds the head of a zlib stream, but no end.
    const isEmpty = unpacker.bytesWritten === 0 && unpacker.writableLength === 0;
    if (isEmpty || isRaw) return;
    const { Z_SYNC_FLUSH, Z_FINISH, BROTLI_OPERATION_FINISH } = constants;
    // Brotli and zstd have the same numbers.
    unpacker._finishFlushFlag =
      unpacker._finishFlushFlag === Z_SYNC_FLUSH ? Z_FINISH : BROTLI_OPERATION_FINISH;
  });
}
