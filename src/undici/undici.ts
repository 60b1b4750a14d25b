import type { TcpNetConnectOpts } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { show } from '../basics/show.js';
import { ConfigError, unexpected } from '../errors.js';
import type { Transport } from '../http/transport.js';
import { checkKeys, hasOptions } from '../options.js';
import { UndiciConnections } from './connections.js';
import { refuseUnsupported } from './refuse.js';
import { tlsOptionsOf } from './tls.js';

/** What is stated elsewhere. */
type Stated = 'allowH2' | 'host' | 'lookup' | 'path' | 'port' | 'socket' | 'socketPath' | 'timeout';

/** How connections are made. Limits, pool and names are the client's: `timeouts`, `pool`, `dns`, `lookup`. */
export interface UndiciOptions {
  /** For each connection: options of `tls.connect` (`ca`, `cert`, `rejectUnauthorized`) and of `net.connect`. */
  readonly connect?: Omit<ConnectionOptions & Partial<TcpNetConnectOpts>, Stated> | undefined;
  /** The most bytes of the headers of a response. Default: Node's own limit, 16 KiB. */
  readonly maxHeaderSize?: number | undefined;
}

/** They are stated elsewhere, or would change what the transport promises. */
const NOT_OURS: readonly Stated[] = [
  'allowH2',
  'host',
  'lookup',
  'path',
  'port',
  'socket',
  'socketPath',
  'timeout',
];

/**
 * Sends the requests of a client over undici: for much less of the CPU than `node:http` takes. What axios
 * and the client promise holds as before, and errors stay axios' errors; what cannot be honoured is refused.
 *
 * @throws ConfigError naming the option and its value
 * @example
 * const api = createClient({ baseURL: 'https://api.example.com', transport: undici() });
 */
export function undici(options: UndiciOptions = {}): Transport {
  checkKeys(options, ['connect', 'maxHeaderSize'], 'undici');
  const { connect = {}, maxHeaderSize } = options;
  if (!hasOptions(connect)) throw unexpected("undici: option 'connect'", 'an object of options', connect);
  for (const name of NOT_OURS) {
    if (!Object.hasOwn(connect, name)) continue;
    throw new ConfigError(
      `undici: option 'connect.${name}': it is none of its, got ${show(Reflect.get(connect, name))}`,
    );
  }
  if (maxHeaderSize !== undefined && !(Number.isInteger(maxHeaderSize) && maxHeaderSize > 0)) {
    throw unexpected("undici: option 'maxHeaderSize'", 'a number of bytes', maxHeaderSize);
  }
  return {
    name: 'undici()',
    open(settings) {
      refuseUnsupported(settings.requests, () => 'createClient');
      tlsOptionsOf(settings.requests.httpsAgent, 'createClient');
      return new UndiciConnections({ connect: { ...connect }, maxHeaderSize }, settings);
    },
  };
}
