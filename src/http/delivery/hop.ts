import { basic } from './auth.js';
import type { RequestBody } from './body.js';
import { putHeader, type RequestHeaders } from './head.js';

/** One request of a chain of redirects. */
export interface Hop {
  readonly url: URL;
  readonly origin: string;
  /** What is asked for there. */
  readonly path: string;
  readonly method: string;
  readonly headers: RequestHeaders;
  /** `user:password` */
  readonly auth: string | undefined;
  readonly body: RequestBody | undefined;
}

/** The headers that are sent, with credentials for the server. A hop's own are not changed, for it may be repeated elsewhere. */
export function headersFor({ headers, auth }: Hop): RequestHeaders {
  if (auth === undefined) return headers;
  const sent: RequestHeaders = Object.assign(Object.create(null), headers);
  putHeader(sent, 'Authorization', basic(auth));
  return sent;
}
