import type { InternalAxiosRequestConfig } from 'axios';
import type { RequestBody } from './body.js';
import { headerIn, putHeader, type RequestHeaders } from './head.js';
import { basic, decoded, type HttpProxy } from './proxy.js';

/** One request of a chain of redirects. */
export interface Hop {
  readonly url: URL;
  /** What is asked for there. */
  readonly path: string;
  readonly method: string;
  readonly headers: RequestHeaders;
  /** `user:password` */
  readonly auth: string | undefined;
  readonly body: RequestBody | undefined;
}

/** As axios: the option comes first, then what the address says. */
export function authOf(
  { auth }: InternalAxiosRequestConfig,
  { username, password }: URL,
): string | undefined {
  if (auth) return `${auth.username || ''}:${auth.password || ''}`;
  return username || password ? `${decoded(username)}:${decoded(password)}` : undefined;
}

/** What is asked for: of the server its path, of a proxy that asks for us the whole address. */
export const pathFor = ({ url, path }: Hop, forward: HttpProxy | undefined): string =>
  forward ? url.origin + path : path;

/** The headers that are sent, with credentials for the server and for a proxy that passes the request on. */
export function headersFor({ headers, auth, url }: Hop, forward: HttpProxy | undefined): RequestHeaders {
  if (auth === undefined && forward === undefined) return headers;
  const sent: RequestHeaders = Object.assign(Object.create(null), headers);
  if (auth !== undefined) putHeader(sent, 'Authorization', basic(auth));
  if (forward === undefined) return sent;
  if (forward.authorization !== undefined) putHeader(sent, 'Proxy-Authorization', forward.authorization);
  if (headerIn(sent, 'host') === undefined) sent.host = url.host;
  return sent;
}
