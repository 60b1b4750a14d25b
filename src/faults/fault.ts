import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { unexpected } from '../errors.js';
import { checkKeys, hasOptions, optionalFunction } from '../options.js';
import type { Certificates } from './tls/certificates.js';

/** A parameter by its default, whose type is the parameter's; or the choices there are, the first being the default. */
export type Param = number | string | boolean | readonly [string, ...string[]];
export type Params = Readonly<Record<string, Param>>;

/** What the parameters come to in one request. */
export type Values<P extends Params> = {
  readonly [Name in keyof P]: P[Name] extends readonly (infer Choice)[] ? Choice : Widened<P[Name]>;
};
type Widened<T> = T extends number ? number : T extends boolean ? boolean : string;

/** Runs `task` once after `ms`; the returned function cancels it. */
type Later = (ms: number, task: () => void) => () => void;

/** One listener: what a fault may use for as long as it runs. All of it ends with the server. */
export interface FaultContext {
  /** A number in [0, 1), from the server's seed. */
  readonly random: () => number;
  readonly later: Later;
  /** For replies that are written by hand: the line of the `Server` header with its end, or nothing. */
  readonly serverLine: string;
  /** True when hamms is to be matched in what only its own suites care for. */
  readonly hamms: boolean;
  /** For faults that say they need them. */
  readonly certificates: Certificates;
  /** Those that are open, oldest first. */
  readonly sockets: ReadonlySet<Socket>;
  /** Closes the listening socket and every connection: what connects now is refused. */
  down(): void;
  /** Listens again, on the same port. */
  up(): void;
}

/** One connection. `later` is cancelled when it closes. */
export interface Connection {
  readonly socket: Socket;
  /** Counts the connections of this fault, from 1. */
  readonly number: number;
  readonly later: Later;
}

/** One request whose body has arrived. A reply may be written to `res`, or by hand to `socket`, or never. */
export interface Exchange<P extends Params = Params> extends Connection {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  readonly body: Buffer;
  readonly params: Values<P>;
  /** Counts the requests of this connection, from 1. */
  readonly nth: number;
}

/** How a fault treats what comes: above HTTP or below it, or by not being there. */
export interface Service<P extends Params = Params> {
  http?(exchange: Exchange<P>): unknown;
  tcp?(connection: Connection): void;
  /** With `http` and `scheme: 'https'`: certificate, key, versions. */
  readonly tls?: TlsOptions;
  /** With `tls`: the handshake is done, and no request has been read. */
  secured?(connection: Connection): void;
  /** With `http`: never says `100 Continue`. */
  readonly silentContinue?: boolean;
}

/** A way to fail, with a port of its own. */
export interface Fault<P extends Params = Params> {
  /** In lower case, with hyphens. */
  readonly name: string;
  /** One line for the table of faults. */
  readonly summary: string;
  /** What `faults.url(name, params)` takes and the query carries. */
  readonly params: P;
  /** The offset of its port in hamms, if hamms has it. */
  readonly hamms?: number;
  /** `https` for the address of a fault of TLS; `http` unless given. */
  readonly scheme?: 'http' | 'https';
  /** Certificates are made by an optional package; without it the server starts without this fault. */
  readonly needs?: 'certificates';
  /** Starts afresh: what it remembers, it keeps in here. Without it nothing listens, and connections are refused. */
  serve?(context: FaultContext): Service<P> | Promise<Service<P>>;
}

/** @throws ConfigError for what is no name of a fault */
export function checkName(name: unknown, where: string): void {
  if (typeof name !== 'string' || !/^[a-z\d]+(-[a-z\d]+)*$/.test(name))
    throw unexpected(where, 'a name in lower case, with hyphens', name);
}

const KNOWN = ['name', 'summary', 'params', 'hamms', 'scheme', 'needs', 'serve'] as const;

/**
 * Declares a fault: its parameters with their defaults, and how it serves. What it returns is what it was given.
 *
 * @throws ConfigError for a name, parameters or a function that are none, and for what no fault has
 * @example
 * const teapot = defineFault({
 *   name: 'teapot',
 *   summary: 'Refuses to brew coffee',
 *   params: { status: 418 },
 *   serve: () => ({ http: ({ res, params }) => res.writeHead(params.status).end() }),
 * });
 */
export function defineFault<const P extends Params = Record<never, never>>(
  fault: Omit<Fault<P>, 'params'> & { readonly params?: P },
): Fault<P> {
  const by = 'defineFault';
  checkKeys(fault, KNOWN, by);
  const { name, serve, params = {} as P } = fault;
  checkName(name, `${by}: option 'name'`);
  if (!hasOptions(params)) throw unexpected(`${by}: option 'params'`, 'an object of defaults', params);
  optionalFunction(serve, `${by}: option 'serve'`);
  return { ...fault, params };
}
