import type { ConnectionOptions } from 'node:tls';
import type { CreateAxiosDefaults } from 'axios';
import { show } from '../basics/show.js';
import { type Duration, limit } from '../duration.js';
import { ConfigError, unexpected } from '../errors.js';
import { checkKeys, flag, hasOptions, optionalFunction, wholeNumber } from '../options.js';
import { policyOf, type RetryPolicyClass } from '../policies/resilience-options.js';
import type { RetryOptions, RetryPolicy } from '../policies/retry-policy.js';
import { type Announcement, type AnnounceOptions, announcementOf } from './announce.js';
import { type BorderOptions, readBorders } from './borders/border-options.js';
import { refuseDuration } from './borders/sendable.js';
import { refuseMisspelt } from './spelling.js';
import type { PoolLimits, Transport } from './transport.js';

/** The connections that a client keeps, for http and for https alike. */
export interface PoolOptions {
  /** Connections to one host at most; more requests wait in a queue. Default 200. */
  readonly maxSockets?: number | undefined;
  /** Idle connections to one host at most; 0 closes each after its request. Default 256. */
  readonly maxFreeSockets?: number | undefined;
  /** How long a connection stays open without a request; `false` for ever. Default 15 s. */
  readonly idleTimeout?: Duration | false | undefined;
}

/** Limits of each request. `false` or `Infinity` switches one off. */
export interface TimeoutsOptions {
  /** The wait for a free connection of the pool. Default: none of its own, for the wait counts for `attempt` too. */
  readonly queue?: Duration | false | undefined;
  /** DNS, TCP and TLS of a new connection, not counting the wait for a free place in the pool. Default 10 s. */
  readonly connect?: Duration | false | undefined;
  /** Silence on the connection, before or within the reply. Default 30 s. */
  readonly idle?: Duration | false | undefined;
  /** The whole request, the body included; for `responseType: 'stream'` up to the headers. Default 60 s. */
  readonly attempt?: Duration | false | undefined;
}

/**
 * Every axios option, and those of the client. A key of your own, for interceptors, is left alone, unless it is an option
 * but for a slip of the finger, or the name of one that belongs into `pool` or `retry` (`maxSockets`, `maxFreeSockets`,
 * `idleTimeout`, `maxRetries`). A user's own `httpAgent` or `httpsAgent`, a tunnel through a proxy,
 * `adapter: 'fetch'` and `httpVersion: 2` take requests out of the pool: `timeouts.connect`, `timeouts.idle` and
 * `stats()` then know nothing of them, and compressed bodies that were cut off pass for whole; `timeouts.attempt` and
 * everything else still hold.
 */
export interface ClientOptions extends BorderOptions {
  readonly pool?: PoolOptions | undefined;
  /**
   * The defaults give way to what is asked for elsewhere: the one of `attempt` to any deadline of the call around the
   * request, those of `idle` and `attempt` to a longer axios `timeout`. A limit that is given here always holds.
   */
  readonly timeouts?: TimeoutsOptions | undefined;
  /** `cache` keeps answers of the resolver for 30 s. Default true. A `lookup` of your own is not cached. */
  readonly dns?: { readonly cache?: boolean | undefined } | undefined;
  /**
   * For each TLS connection: an authority of your own (`ca`), a client's certificate (`cert`, `key`), versions, and whatever
   * else `tls.connect` takes. `ca` is read once. Default: Node's. A `httpsAgent` of your own has its own.
   */
  readonly tls?: ConnectionOptions | undefined;
  /** Tries requests again that are made outside of guarded methods. Default: no retries. */
  readonly retry?: RetryPolicy | RetryPolicyClass | RetryOptions | false | undefined;
  /** Headers that tell servers about the call behind a request. A request's own header wins. Default: none. */
  readonly announce?: AnnounceOptions | undefined;
  /**
   * What carries the requests: `undici()` of `holdfast/undici`. Default: the agents of `node:http`. (Anything that
   * `holdfast` does not know as a transport is axios' own option of that name.)
   */
  readonly transport?: Transport | undefined;
}

/** One limit in milliseconds, `Infinity` for none, and whether the user asked for it. */
export interface Limit {
  readonly ms: number;
  readonly given: boolean;
}

export type Timeouts = { readonly [K in keyof TimeoutsOptions]-?: Limit };

const WHERE = 'createClient: option';

/**
 * Below the limits of the servers that do not announce theirs (Tomcat and Puma 20 s, Jetty 30 s, load balancers 60 s
 * and more), for a request that crosses the server's close is lost. Shorter ones are announced by a `Keep-Alive` header
 * (Node, Apache: 5 s), which agents obey with a second to spare.
 */
const IDLE_TIMEOUT = 15_000;

/** Lost SYN packets are sent again after 1, 3 and 7 s: 10 s leaves room for three of them. */
const CONNECT = 10_000;
const IDLE = 30_000;
const ATTEMPT = 60_000;

/** Written out, for in the declarations the rest of axios' options would be spelt with many an `any`. */
interface Settings {
  readonly pool: PoolLimits;
  readonly timeouts: Timeouts;
  readonly cache: boolean;
  readonly tls: ConnectionOptions;
  readonly retry: RetryPolicy | undefined;
  readonly announce: Announcement | undefined;
  readonly origins: readonly string[] | undefined;
  readonly transport: Transport | undefined;
  readonly axiosOptions: CreateAxiosDefaults;
}

/** The client's own options, checked and in milliseconds; the rest is for axios. */
export function readOptions(options: ClientOptions): Settings {
  if (!hasOptions(options)) throw unexpected('createClient', 'an object of options', options);
  const {
    pool = {},
    timeouts = {},
    dns = {},
    tls = {},
    retry,
    announce = {},
    origins,
    ...axiosOptions
  } = options;
  refuseMisspelt(axiosOptions, 'createClient');
  refuseDuration(axiosOptions.timeout, () => 'createClient');
  checkKeys(pool, ['maxSockets', 'maxFreeSockets', 'idleTimeout'], `${WHERE} 'pool'`);
  checkKeys(timeouts, ['queue', 'connect', 'idle', 'attempt'], `${WHERE} 'timeouts'`);
  checkKeys(dns, ['cache'], `${WHERE} 'dns'`);
  const { maxSockets = 200, maxFreeSockets = 256 } = pool;
  optionalFunction((axiosOptions as { readonly lookup?: unknown }).lookup, `${WHERE} 'lookup'`);
  const { cache = true } = dns;
  flag(cache, `${WHERE} 'dns.cache'`);
  return {
    pool: {
      maxSockets: wholeNumber(maxSockets, `${WHERE} 'pool.maxSockets'`, 1),
      maxFreeSockets: wholeNumber(maxFreeSockets, `${WHERE} 'pool.maxFreeSockets'`),
      idleTimeout: read(pool.idleTimeout, IDLE_TIMEOUT, 'pool.idleTimeout').ms,
    },
    timeouts: {
      queue: read(timeouts.queue, Infinity, 'timeouts.queue'),
      connect: read(timeouts.connect, CONNECT, 'timeouts.connect'),
      idle: read(timeouts.idle, IDLE, 'timeouts.idle'),
      attempt: read(timeouts.attempt, ATTEMPT, 'timeouts.attempt'),
    },
    cache,
    tls: tlsOf(tls, axiosOptions.httpsAgent),
    announce: announcementOf(announce, `${WHERE} 'announce'`),
    origins: readBorders({ origins, ...axiosOptions }, WHERE),
    retry: retry === undefined || retry === false ? undefined : policyOf(retry, `${WHERE} 'retry'`),
    ...readTransport(axiosOptions),
  };
}

function tlsOf(tls: ConnectionOptions, httpsAgent: unknown): ConnectionOptions {
  if (!hasOptions(tls)) throw unexpected(`${WHERE} 'tls'`, 'an object of options', tls);
  if (httpsAgent !== undefined && Object.keys(tls).length > 0)
    throw new ConfigError(`${WHERE} 'tls': a 'httpsAgent' of your own stands beside it; put it in there`);
  return tls;
}

/** axios has an option of the same name, for modules that look like `node:http`. */
function readTransport({
  transport,
  ...axiosOptions
}: ClientOptions): Pick<Settings, 'transport' | 'axiosOptions'> {
  const { open, request } = Object(transport) as Partial<Record<'open' | 'request', unknown>>;
  if (typeof open !== 'function') {
    if (transport && typeof request !== 'function')
      throw unexpected(`${WHERE} 'transport'`, 'what undici() gives', transport);
    return {
      transport: undefined,
      axiosOptions: transport === undefined ? axiosOptions : { ...axiosOptions, transport },
    };
  }
  const { adapter, httpAgent } = axiosOptions;
  for (const [name, value] of Object.entries({ adapter, httpAgent })) {
    if (value === undefined) continue;
    throw new ConfigError(
      `${WHERE} '${name}': ${transport?.name} sends the requests, and has no use for ${show(value)}`,
    );
  }
  return { transport, axiosOptions };
}

function read(value: Duration | false | undefined, byDefault: number, name: string): Limit {
  if (value === undefined) return { ms: byDefault, given: false };
  const off = value === false || value === Infinity;
  return { ms: off ? Infinity : limit(value, `${WHERE} '${name}'`), given: true };
}
