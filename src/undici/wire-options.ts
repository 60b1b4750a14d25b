import type { Readable } from 'node:stream';

/** What undici is asked for. All that it reads is here, so that it finds nothing on `Object.prototype`. */
export class WireOptions {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer | Readable | null;
  readonly origin = undefined;
  readonly query = undefined;
  readonly idempotent = undefined;
  readonly blocking = undefined;
  readonly upgrade = undefined;
  /** Its timers count in seconds; ours are on the socket. */
  readonly headersTimeout = 0;
  readonly bodyTimeout = 0;
  /** Connections are kept after HEAD and after a body where undici expects none, as Node keeps them. */
  readonly reset = false;
  readonly expectContinue = undefined;
  readonly servername = undefined;
  readonly throwOnError = undefined;
  readonly maxRedirections = undefined;
  readonly typeOfService = undefined;

  constructor(
    method: string,
    path: string,
    headers: Readonly<Record<string, string | string[]>>,
    body: Buffer | Readable | null,
  ) {
    this.method = method;
    this.path = path;
    this.headers = headers;
    this.body = body;
  }
}
