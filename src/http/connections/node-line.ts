import type { InternalAxiosRequestConfig } from 'axios';
import type { Line } from '../delivery/wire.js';
import { NodeWire } from './node-wire.js';
import { isPooled } from './pool.js';

/** Options that axios' types leave out or that are hardly used. */
interface Rare {
  readonly httpVersion?: unknown;
  readonly maxRate?: unknown;
  readonly insecureHTTPParser?: unknown;
  readonly lookup?: unknown;
}

/** What a shell or a container says of proxies, as axios reads it. */
const PROXIES = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);

/** `node:http`, by the agents of a pool. */
export const nodeLine: Line = {
  check: () => {},
  // A body that is there as a whole has a length, and no message may have both (RFC 9112, section 6.2).
  sends: (lowerName) => lowerName !== 'transfer-encoding',
  wire: (order, receiver) => new NodeWire(order, receiver),
};

/**
 * Whether a request needs nothing of what axios' own adapter can besides, at a price that each request pays. Not where
 * it counts a `timeout`, streams a body either way, tells how much was sent or sends through a proxy; nor where a user has
 * put something of their own into its place.
 */
export function isForNodeLine(config: InternalAxiosRequestConfig): boolean {
  const { httpVersion = 1, maxRate, insecureHTTPParser, lookup } = config as Rare;
  if (httpVersion !== 1 || maxRate || insecureHTTPParser || lookup) return false;
  const { data, proxy, timeout, responseType, socketPath, transport, onUploadProgress } = config;
  if (timeout || socketPath || transport || onUploadProgress) return false;
  if (!isWhole(data) || (responseType && !WHOLE_TYPES.has(responseType))) return false;
  if (proxy || (proxy !== false && PROXIES.some((name) => process.env[name]))) return false;
  return isPooled(config.httpAgent) && isPooled(config.httpsAgent);
}

/** axios makes text of a blob, and something of its own of what it does not know. */
const WHOLE_TYPES: ReadonlySet<string> = new Set(['json', 'text', 'arraybuffer']);

const isWhole = (data: unknown): boolean =>
  !data || typeof data === 'string' || Buffer.isBuffer(data) || data instanceof ArrayBuffer;
