import type { AxiosRequestConfig } from 'axios';
import { bare } from '../basics/bare.js';
import { bracketed } from '../basics/host.js';
import { show } from '../basics/show.js';
import { notSent } from '../http/borders/sendable.js';
import { authIn, basic } from '../http/delivery/auth.js';
import { Exceptions } from './exceptions.js';

/** A proxy, and what it wants to know. */
export interface HttpProxy {
  readonly origin: string;
  /** The value of `Proxy-Authorization`. */
  readonly authorization: string | undefined;
}

/** What `proxy` says in the options of axios: undefined leaves it to the environment, null is none. */
export function proxyOf(option: AxiosRequestConfig['proxy'], where: string): HttpProxy | null | undefined {
  if (option === undefined || option === null) return undefined;
  if (option === false) return null;
  const {
    protocol = 'http',
    host,
    hostname = host,
    port,
    auth,
  } = bare<Partial<typeof option> & { hostname?: string }>(option);
  const name = hostname && bracketed(hostname);
  const address = `${protocol.replace(/:?$/, ':')}//${name}${port ? `:${port}` : ''}`;
  return proxyAt(address, () => `${where}: option 'proxy'`, credentials(auth));
}

const credentials = (auth: { username: string; password: string } | undefined): string | undefined =>
  auth && basic(`${auth.username ?? ''}:${auth.password ?? ''}`);

function proxyAt(address: string, where: () => string, authorization?: string): HttpProxy {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    // Not the address itself, which may carry a password.
    throw notSent(`${where()}: expected an http: or https: proxy, got ${show(url?.protocol ?? 'no URL')}`);
  }
  const own = authIn(url);
  return { origin: url.origin, authorization: authorization ?? (own && basic(own)) };
}

/** The proxies of the environment, as it was when the client was made: `http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`. */
export class EnvironmentProxies {
  readonly #proxies: ReadonlyMap<string, HttpProxy>;
  readonly #exceptions: Exceptions;

  constructor(environment: NodeJS.ProcessEnv) {
    const read = (name: string): string => environment[name] || environment[name.toUpperCase()] || '';
    this.#proxies = new Map(
      ['http', 'https'].flatMap((scheme) => {
        const address = read(`${scheme}_proxy`) || read('all_proxy');
        if (address === '') return [];
        const url = address.includes('://') ? address : `http://${address}`;
        return [[`${scheme}:`, proxyAt(url, () => `the environment's '${scheme}_proxy'`)]];
      }),
    );
    this.#exceptions = new Exceptions(read('no_proxy'));
  }

  /** Whether there are none, so that nobody needs to ask. */
  get none(): boolean {
    return this.#exceptions.areAll || this.#proxies.size === 0;
  }

  for({ protocol, hostname, port }: URL): HttpProxy | undefined {
    const at = port || (protocol === 'https:' ? '443' : '80');
    return this.none || this.#exceptions.has(hostname, at) ? undefined : this.#proxies.get(protocol);
  }
}
