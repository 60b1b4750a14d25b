import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { ConfigError } from '../errors.js';
import { reply } from './reply.js';

const redirect = { Location: '/redirect/1' };

/** What makes these more than a number, as httpbin's `/status/{code}` has it. */
const HEADERS: Readonly<Record<number, OutgoingHttpHeaders>> = {
  301: redirect,
  302: redirect,
  303: redirect,
  305: redirect,
  307: redirect,
  401: { 'WWW-Authenticate': 'Basic realm="Fake Realm"' },
  407: { 'Proxy-Authenticate': 'Basic realm="Fake Realm"' },
};

/** A reply without a body to speak of: status, and what belongs to it. */
export function replyStatus(res: ServerResponse, status: number): void {
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new ConfigError(`parameter 'status': expected a final status from 200 to 599, got ${status}`);
  }
  reply(res, status, status === 418 ? "I'm a teapot" : '', HEADERS[status]);
}
