import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { defineFault } from '../fault.js';

/** A member of about 1 KiB that unpacks to 1 MiB of spaces; RFC 1952 allows any number of members one after another. */
const member = (): Buffer => gzipSync(Buffer.alloc(1024 * 1024, ' '), { level: 9 });

function* members(count: number): Generator<Buffer> {
  const one = member();
  for (let n = 0; n < count; n++) yield one;
}

export const gzipBomb = defineFault({
  name: 'gzip-bomb',
  summary: 'Sends a small body that unpacks to `mib` MiB',
  params: { mib: 1024 },
  serve: () => ({
    http({ res, params }) {
      res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
      Readable.from(members(params.mib)).pipe(res);
    },
  }),
});
