import { deflateSync, gzipSync } from 'node:zlib';
import type { Call, Reply, Route } from '../route.js';
import { html } from './plain.js';

async function* chunks(): AsyncGenerator<string> {
  for (let n = 0; n < 4; n++) yield '123';
}

async function* dripfeed(call: Call): AsyncGenerator<string> {
  for (let n = 0; n < 8; n++) {
    if (n === 4) await call.wait(2000);
    yield 'WOOO YAY BOOYAKAH'.repeat(131_072);
  }
}

/** By the Accept-Encoding as it stands, and not by its meaning. */
function encoded({ headers }: Call): Reply {
  const text = 'hello, world!';
  switch (headers['accept-encoding']) {
    case 'gzip':
      return html(gzipSync(text), 200, { 'content-encoding': 'gzip' });
    case 'deflate':
      return html(deflateSync(text), 200, { 'content-encoding': 'deflate' });
    case 'garbage-gzip':
      return html('garbage', 200, { 'content-encoding': 'gzip' });
    case 'garbage-deflate':
      return html('garbage', 200, { 'content-encoding': 'deflate' });
    default:
      return html(text);
  }
}

export const bodies: readonly Route[] = [
  {
    path: '/keepalive',
    summary: 'keeps the connection alive, or with ?close=1 closes it',
    reply({ url }) {
      const isLast = url.searchParams.get('close') === '1';
      return html(isLast ? 'Closing' : 'Keeping alive', 200, { connection: isLast ? 'close' : 'keep-alive' });
    },
  },
  { path: '/chunked', summary: 'a body in four chunks', reply: () => html(chunks()) },
  {
    path: '/encodingrequest',
    summary: 'encoded as Accept-Encoding says: gzip, deflate, garbage-gzip, garbage-deflate, or not',
    reply: encoded,
  },
  {
    path: '/slow',
    summary: 'a reply after ten seconds',
    async reply(call) {
      await call.wait(10_000);
      return html('TEN SECONDS LATER');
    },
  },
  {
    path: '/dripfeed',
    summary: '17 MB, with a pause of two seconds in the middle',
    reply: (call) => html(dripfeed(call)),
  },
];
