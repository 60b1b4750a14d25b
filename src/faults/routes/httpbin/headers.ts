import { flat } from '../read.js';
import type { Call, Headers, Reply, Route } from '../route.js';
import { json } from './seen.js';

/** The reply lists its own headers, the length of that list included. */
function listed({ url }: Call): Reply {
  const given = flat(url.searchParams) as Headers;
  let length = '0';
  for (;;) {
    const all = { 'Content-Length': length, 'Content-Type': 'application/json', ...given };
    const reply = json(all, given);
    const actual = String(Buffer.byteLength(reply.body as string));
    if (actual === length) return reply;
    length = actual;
  }
}

export const headers: readonly Route[] = [
  {
    path: '/response-headers',
    methods: 'GET POST',
    summary: 'sends the parameters of the query as headers, such as ?Retry-After=3',
    reply: listed,
  },
];
