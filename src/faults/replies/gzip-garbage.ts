import { gzipSync } from 'node:zlib';
import { defineFault } from '../fault.js';
import { ITEM, reply } from '../reply.js';

const packed = (): Buffer => gzipSync(JSON.stringify(ITEM));

const KINDS = {
  noise: () => Buffer.from('this was never compressed'),
  cut: () => packed().subarray(0, -12),
  // The last eight bytes are CRC and length.
  checksum: () => Buffer.concat([packed().subarray(0, -8), Buffer.alloc(8)]),
};

export const gzipGarbage = defineFault({
  name: 'gzip-garbage',
  summary: 'Says Content-Encoding: gzip over noise, a stream cut short, or a wrong checksum',
  params: { kind: ['noise', 'cut', 'checksum'] },
  serve: () => ({
    http({ res, params }) {
      const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
      reply(res, 200, KINDS[params.kind](), headers);
    },
  }),
});
