import type { Readable } from 'node:stream';
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Sending } from '../transport.js';
import type { Hop } from './hop.js';

type Config = InternalAxiosRequestConfig;

/** A request as it is to be sent, once: what the user asked for, and what this sending makes of it. */
export interface Outgoing {
  /** Nobody but the user changes it. */
  readonly config: Config;
  readonly headers: Config['headers'];
  readonly data: unknown;
  /** In bytes, -1 for any number. */
  readonly maxContentLength: number;
  readonly sending: Sending;
}

/** Who gets what comes back over a wire. `failed` comes last, or `ended`; nothing comes after `abort`. */
export interface Receiver {
  /** There is a connection for it, though perhaps not an open one. */
  assigned(): void;
  head(status: number, headers: AxiosResponse['headers'], statusText: string): void;
  chunk(chunk: Buffer): void;
  ended(): void;
  failed(error: Error): void;
  /** No byte has moved for as long as the socket was told to wait. */
  silent(): void;
}

/** One request on its way over one connection. */
export interface Wire {
  /** What stands for it in responses and errors. */
  readonly request: unknown;
  send(): void;
  pause(): void;
  resume(): void;
  /** Ends it, with its connection; the receiver is not told. */
  abort(error: Error): void;
}

/** One request of a delivery. */
export interface Order {
  readonly outgoing: Outgoing;
  readonly hop: Hop;
  readonly content: Buffer | Readable | null;
  /** Milliseconds without a byte after which the receiver is told; `Infinity` for never. */
  readonly silence: number;
}

/** What carries the requests of deliveries: `node:http`, or undici. */
export interface Line {
  /** @throws ConfigError for an option that it would have to ignore */
  check(config: Config): void;
  /**
   * Whether a header is sent as the user wrote it; the others are the line's own business.
   *
   * @throws ConfigError for one that it cannot send
   */
  sends(lowerName: string): boolean;
  /** Makes a wire. Nothing is sent yet. */
  wire(order: Order, receiver: Receiver): Wire;
}
