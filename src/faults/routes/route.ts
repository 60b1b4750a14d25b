import type { IncomingHttpHeaders } from 'node:http';

/** A request that has arrived whole. */
export interface Call {
  readonly method: string;
  /** As the client named it, with the host that it asked for. */
  readonly url: URL;
  /** The request line's, untouched: path and query. */
  readonly target: string;
  /** What stands in the place of each `{name}` of the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** Names and values by turns, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** The address of the client. */
  readonly origin: string;
  /** A number in [0, 1) from the server's seed. */
  random(): number;
  /** Waits, but no longer than the client does. */
  wait(ms: number): Promise<void>;
}

export type Headers = Readonly<Record<string, string | readonly string[]>>;

export interface Reply {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Headers;
  /** A stream is sent as it comes: chunked, unless the headers tell its length. */
  readonly body?: string | Uint8Array | AsyncIterable<string | Uint8Array>;
}

export interface Route {
  /** `/status/{codes}`; a `{name*}` takes in slashes too. */
  readonly path: string;
  /** By spaces; `*` for any. GET includes HEAD. Default `GET`. */
  readonly methods?: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** @throws Refusal for what is not understood */
  reply(call: Call): Reply | Promise<Reply>;
}

/** A request that a route cannot make sense of. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
