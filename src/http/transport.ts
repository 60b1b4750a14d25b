import type { ConnectionOptions } from 'node:tls';
import type { CreateAxiosDefaults, InternalAxiosRequestConfig } from 'axios';
import type { Scope } from '../scope.js';
import type { Lookups } from './connections/dns.js';
import type { ClientStats } from './stats.js';

/** What carries the requests of a client, instead of the agents of `node:http`. Made by `undici()`. */
export interface Transport {
  /** For messages: what the user called. */
  readonly name: string;
  /** Makes the connections of one client. By itself that opens none. */
  open(settings: TransportSettings): Connections;
}

/** In milliseconds, `Infinity` for none. */
export interface PoolLimits {
  readonly maxSockets: number;
  readonly maxFreeSockets: number;
  readonly idleTimeout: number;
}

/** The limits of one request in milliseconds; `Infinity` for none. */
export interface RequestLimits {
  readonly queue: number;
  readonly connect: number;
  readonly idle: number;
  readonly attempt: number;
}

/** What the client was told about its connections. */
export interface TransportSettings {
  readonly pool: PoolLimits;
  readonly lookups: Lookups;
  /** For each TLS connection. */
  readonly tls: ConnectionOptions;
  /** What all requests of the client have for options. */
  readonly requests: CreateAxiosDefaults;
}

/** The connections of one client. */
export interface Connections {
  /** What the client's instances have for defaults: agents, or an adapter. */
  readonly defaults: CreateAxiosDefaults;
  stats(): ClientStats;
  /** Closes every connection; resolves when all are closed. */
  close(): Promise<void>;
}

/** One sending of a request, as its transport sees it: what it has to keep to, and what it has to tell. */
export interface Sending {
  readonly limits: RequestLimits;
  /** All of it is to go over new connections. */
  readonly fresh: boolean;
  /** Whether a byte may have reached the server; undefined where nobody knows. */
  sent: boolean | undefined;
  /** Of the last request. */
  reusedSocket: boolean | undefined;
  /** The last request went over a kept connection, and not a byte has come back. */
  unanswered: boolean;
  /** Ends the request early; costs less than the signal of its config. */
  readonly scope: Scope;
  /** Called by the transport when one of these limits is reached: it ends the scope. */
  readonly end: (limit: 'queue' | 'idle') => void;
}

const SENDING = Symbol('sending');

/** Lets the adapter of a transport find out what it is sending. `derived` is the config that it will get. */
export function announceSending(derived: InternalAxiosRequestConfig, sending: Sending): void {
  (derived as { [SENDING]?: Sending })[SENDING] = sending;
}

/** What the adapter of a transport sends. It gets no other configs than those that were announced. */
export const sendingOf = (config: InternalAxiosRequestConfig): Sending =>
  (config as unknown as { readonly [SENDING]: Sending })[SENDING];

/** What stands for the request in responses and errors of a transport, in the place of a `ClientRequest`. */
export abstract class CarriedRequest {
  abstract readonly reusedSocket: boolean;
}
