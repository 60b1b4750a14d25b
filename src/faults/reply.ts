import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What a fault answers that has nothing to say about the body. */
export const ITEM = { id: '7', summary: 'buy milk', done: false };

/** A whole reply, as a server in good health sends it. */
export function reply(
  res: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: OutgoingHttpHeaders = {},
): void {
  res.writeHead(status, { 'Content-Length': Buffer.byteLength(body), ...headers }).end(body);
}

export function replyJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  reply(res, status, JSON.stringify(body), { 'Content-Type': 'application/json', ...headers });
}
