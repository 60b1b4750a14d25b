import { uniqueKey, wall } from '../../../clock.js';
import { pathInteger } from '../read.js';
import type { Call, Reply, Route } from '../route.js';
import { json, seenBare } from './seen.js';

/** The tags of If-Match and If-None-Match, weak or not. */
const tags = (header: string | undefined): string[] =>
  (header ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^(?:W\/)?"?([^"]*)"?$/, '$1'))
    .filter((tag) => tag !== '');

function etag(call: Call): Reply {
  const { etag = '' } = call.params;
  const [unless, only] = [tags(call.headers['if-none-match']), tags(call.headers['if-match'])];
  const isIn = (list: readonly string[]): boolean => list.includes(etag) || list.includes('*');
  if (unless.length > 0) {
    if (isIn(unless)) return { status: 304, headers: { etag } };
  } else if (only.length > 0 && !isIn(only)) {
    return { status: 412 };
  }
  return json(seenBare(call), { etag });
}

export const caching: readonly Route[] = [
  {
    path: '/etag/{etag}',
    summary: 'has that ETag; 304 and 412 by If-None-Match and If-Match',
    reply: etag,
  },
  {
    path: '/cache',
    summary: '304 for a conditional request, else a reply with ETag and Last-Modified',
    reply(call) {
      const { headers } = call;
      if (headers['if-modified-since'] || headers['if-none-match']) return { status: 304 };
      const lastModified = new Date(wall()).toUTCString();
      return json(seenBare(call), { etag: uniqueKey().replaceAll('-', ''), 'last-modified': lastModified });
    },
  },
  {
    path: '/cache/{seconds}',
    summary: 'may be cached for so many seconds',
    reply: (call) =>
      json(seenBare(call), { 'cache-control': `public, max-age=${pathInteger(call, 'seconds')}` }),
  },
];
