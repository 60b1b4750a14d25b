import { seededRandom } from '../../../seeded.js';
import { pathInteger, query, queryNumber } from '../read.js';
import type { Call, Reply, Route } from '../route.js';
import { seenBare } from './seen.js';

const MOST = 100 * 1024;
const CHUNK = 10 * 1024;
const MOST_LINES = 100;
const octets = { 'content-type': 'application/octet-stream' };

/** The same seed gives the same bytes, though not those of Python's generator. */
function randomBytes(call: Call): Buffer {
  const seed = query(call, 'seed') === undefined ? undefined : Math.trunc(queryNumber(call, 'seed', 0));
  const random = seed === undefined ? call.random : seededRandom(seed);
  const length = Math.min(pathInteger(call, 'n'), MOST);
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

/** What is asked for is read before anything is sent: a body that has begun can refuse nothing. */
function chunked(call: Call, bytes: Buffer, pause = 0): AsyncGenerator<Buffer> {
  const size = Math.max(1, Math.trunc(queryNumber(call, 'chunk_size', CHUNK)));
  return chunks(call, bytes, size, pause);
}

async function* chunks(call: Call, bytes: Buffer, size: number, pause: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
    if (pause > 0) await call.wait(pause * size);
  }
}

/** The first and the last byte that a Range header asks for; undefined for what cannot be had. */
function rangeOf(header: string | undefined, size: number): [number, number] | undefined {
  const [, from = '', to = ''] = /^\s*bytes=(\d*)-(\d*)\s*$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return [0, size - 1];
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Number(to);
  return first <= last && last < size ? [first, last] : undefined;
}

function range(call: Call): Reply {
  const size = pathInteger(call, 'n');
  const base = { etag: `range${size}`, 'accept-ranges': 'bytes' };
  if (size === 0 || size > MOST) {
    return { status: 404, headers: base, body: `number of bytes must be in the range (0, ${MOST}]` };
  }
  const asked = rangeOf(call.headers.range, size);
  if (asked === undefined) return { status: 416, headers: { ...base, 'content-range': `bytes */${size}` } };
  const [first, last] = asked;
  const letters = Buffer.from(Array.from({ length: last - first + 1 }, (_, n) => 97 + ((first + n) % 26)));
  return {
    status: letters.length === size ? 200 : 206,
    headers: {
      ...octets,
      ...base,
      'content-range': `bytes ${first}-${last}/${size}`,
      'content-length': String(letters.length),
    },
    body: chunked(call, letters, (queryNumber(call, 'duration', 0) * 1000) / size),
  };
}

async function* lines(call: Call, count: number): AsyncGenerator<string> {
  for (let id = 0; id < count; id++) yield `${JSON.stringify({ id, ...seenBare(call) })}\n`;
}

export const bytes: readonly Route[] = [
  {
    path: '/bytes/{n}',
    summary: 'n random bytes, 100 KiB at most; the same for the same `seed`',
    reply: (call) => ({ headers: octets, body: randomBytes(call) }),
  },
  {
    path: '/stream-bytes/{n}',
    summary: 'the same, chunked by `chunk_size`',
    reply: (call) => ({ headers: octets, body: chunked(call, randomBytes(call)) }),
  },
  {
    path: '/range/{n}',
    summary: 'n letters, or those that Range asks for, over `duration` seconds',
    reply: range,
  },
  {
    path: '/stream/{n}',
    summary: 'n lines of JSON, 100 at most, chunked',
    reply: (call) => ({
      headers: { 'content-type': 'application/json' },
      body: lines(call, Math.min(pathInteger(call, 'n'), MOST_LINES)),
    }),
  },
];
