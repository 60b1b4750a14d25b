import type { ServerResponse } from 'node:http';
import { ConfigError } from '../errors.js';
import { reply } from './reply.js';

interface StatusReply {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const redirect: StatusReply = { headers: { Location: '/redirect/1' } };
const MEDIA_TYPES = ['image/webp', 'image/svg+xml', 'image/jpeg', 'image/png', 'image/*'];

/** What makes these more than a number (status_code in httpbin's helpers.py, which hamms uses too). */
const SPECIAL: Readonly<Record<number, StatusReply>> = {
  301: redirect,
  302: redirect,
  303: redirect,
  305: redirect,
  307: redirect,
  401: { headers: { 'WWW-Authenticate': 'Basic realm="Fake Realm"' } },
  402: { headers: { 'X-More-Info': 'http://vimeo.com/22053820' } },
  406: {
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      message: 'Client did not request a supported media type.',
      accept: MEDIA_TYPES,
    }),
  },
  407: { headers: { 'Proxy-Authenticate': 'Basic realm="Fake Realm"' } },
  418: { headers: { 'X-More-Info': 'http://tools.ietf.org/html/rfc2324' }, body: '\n    -=[ teapot ]=-\n' },
};

/** What belongs to a status. */
export const statusReply = (status: number): StatusReply => SPECIAL[status] ?? {};

/** A reply without a body to speak of: status, and what belongs to it. */
export function replyStatus(res: ServerResponse, status: number): void {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new ConfigError(`parameter 'status': expected a final status from 200 to 599, got ${status}`);
  }
  const { body = '', headers } = statusReply(status);
  reply(res, status, body, headers);
}
