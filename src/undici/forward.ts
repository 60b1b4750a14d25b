import { headerIn, putHeader, type RequestHeaders } from '../http/delivery/head.js';
import { type Hop, headersFor } from '../http/delivery/hop.js';
import type { HttpProxy } from './proxy.js';

/** What is asked for: of the server its path, of a proxy that asks for us the whole address. */
export const pathFor = ({ origin, path }: Hop, forward: HttpProxy | undefined): string =>
  forward ? origin + path : path;

/** The headers that are sent, with credentials for the server and for a proxy that passes the request on. */
export function headersVia(hop: Hop, forward: HttpProxy | undefined): RequestHeaders {
  const headers = headersFor(hop);
  if (forward === undefined) return headers;
  const sent: RequestHeaders = Object.assign(Object.create(null), headers);
  if (forward.authorization !== undefined) putHeader(sent, 'Proxy-Authorization', forward.authorization);
  if (headerIn(sent, 'host') === undefined) sent.host = hop.url.host;
  return sent;
}
