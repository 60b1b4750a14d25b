import type { ServerResponse } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export const refusal = (status: number, error: string, headers: Reply['headers'] = {}): Reply => ({
  status,
  headers,
  body: { error },
});

/** Writes the head, and returns the bytes that have to follow. */
function begin(res: ServerResponse, { status, headers, body }: Reply): Buffer {
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const entity = body !== undefined && { 'content-type': 'application/json', 'content-length': bytes.length };
  res.writeHead(status, { ...entity, ...headers });
  return bytes;
}

export function send(res: ServerResponse, reply: Reply): void {
  res.end(begin(res, reply));
}

/** The connection ends in the middle of the body that the head has promised. */
export function sendHalf(res: ServerResponse, reply: Reply): void {
  const bytes = begin(res, reply);
  res.write(bytes.subarray(0, bytes.length / 2), () => res.destroy());
}
