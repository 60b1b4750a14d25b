import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What a fault answers that has nothing to say about the body. */
export const ITEM = { id: '7', summary: 'buy milk', done: false };

/** Statuses that end with the head: what has no body has no length (RFC 9110, section 8.6). */
export const isBodiless = (status: number): boolean => status === 204 || status === 304;

/** A whole reply, as a server in good health sends it. */
export function reply(
  res: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: OutgoingHttpHeaders = {},
): void {
  const length = isBodiless(status) ? {} : { 'Content-Length': Buffer.byteLength(body) };
  res.writeHead(status, { ...length, ...headers }).end(body);
}

export function replyJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  reply(res, status, JSON.stringify(body), { 'Content-Type': 'application/json', ...headers });
}
