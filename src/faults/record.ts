import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { bare } from '../basics/bare.js';
import { now } from '../clock.js';

/** A request that reached the server. Below HTTP it may be anything: `method` is then '' until a head has arrived. */
export interface FaultRequest {
  readonly fault: string;
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** How many bytes of the body have arrived so far. */
  readonly bodyBytes: number;
  /** Counts the connections of the fault, from 1. */
  readonly connection: number;
  /** Monotonic milliseconds, to be compared with one another. */
  readonly time: number;
}

type Recorded = { -readonly [Key in keyof FaultRequest]: FaultRequest[Key] };

export type Record = (request: FaultRequest) => void;

/** Notes a request that Node has read. */
export function recordHttp(fault: string, connection: number, req: IncomingMessage, record: Record): void {
  const { method = '', url = '', headers } = req;
  const request: Recorded = { fault, method, url, headers, bodyBytes: 0, connection, time: now() };
  req.on('data', (chunk: Buffer) => {
    request.bodyBytes += chunk.length;
  });
  record(request);
}

/** Notes the one request that a connection below HTTP gets: as soon as its first byte is here, for more may not come. */
export function recordRaw(fault: string, connection: number, socket: Socket, record: Record): void {
  let head = '';
  let request: Recorded | undefined;
  socket.on('data', (chunk: Buffer) => {
    const isNew = request === undefined;
    request ??= { fault, method: '', url: '', headers: {}, bodyBytes: 0, connection, time: now() };
    if (request.method !== '') request.bodyBytes += chunk.length;
    else {
      head += chunk.toString('latin1');
      readHead(head, request);
    }
    if (isNew) record(request);
  });
}

/** No head of use is longer; and what is not HTTP has no end of one. */
const LONGEST_HEAD = 64 * 1024;

function readHead(text: string, request: Recorded): void {
  const end = text.slice(0, LONGEST_HEAD).indexOf('\r\n\r\n');
  const [, method, url] = /^([A-Z]+) (\S+) HTTP\/1\.[01]\r\n/.exec(text) ?? [];
  if (end < 0 || method === undefined || url === undefined) return;
  const headers = bare<IncomingHttpHeaders>({});
  for (const line of text.slice(0, end).split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  Object.assign(request, { method, url, headers, bodyBytes: text.length - end - 4 });
}
