import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Call, Reply, Route } from '../route.js';
import { headersOf, json } from './seen.js';

/** Compressed whether the client accepts that or not. */
function encoded(call: Call, encoding: string, mark: string, compress: (text: string) => Buffer): Reply {
  const { method, origin } = call;
  const { headers, body } = json({ headers: headersOf(call), method, origin, [mark]: true });
  return { headers: { ...headers, 'content-encoding': encoding }, body: compress(body as string) };
}

export const encodings: readonly Route[] = [
  {
    path: '/gzip',
    summary: 'a body in gzip',
    reply: (call) => encoded(call, 'gzip', 'gzipped', gzipSync),
  },
  {
    path: '/deflate',
    summary: 'a body in deflate (zlib)',
    reply: (call) => encoded(call, 'deflate', 'deflated', deflateSync),
  },
  {
    path: '/brotli',
    summary: 'a body in Brotli',
    reply: (call) => encoded(call, 'br', 'brotli', brotliCompressSync),
  },
];
