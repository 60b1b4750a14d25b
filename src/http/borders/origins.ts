import type { InternalAxiosRequestConfig } from 'axios';
import { show } from '../../basics/show.js';
import { unexpected } from '../../errors.js';
import { nameOf } from '../refusal.js';
import { notSent, refuseControls } from './sendable.js';
import { isWeb, uriOf } from './uri.js';

type Config = InternalAxiosRequestConfig;

/** With two slashes a host would begin. */
const PATH = /^\/(?!\/)/;
const ADDRESS = /^https?:\/\//i;

/** The option `origins`, each as URLs spell it. */
export function originsOf(value: unknown, where: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw unexpected(where, 'a list of origins', value);
  return value.map((each: unknown) => {
    const url = typeof each === 'string' && URL.canParse(each) ? new URL(each) : undefined;
    // Only what stands for itself: a path, a user or a wildcard would promise what is not checked.
    if (url === undefined || !isWeb(url) || url.href !== `${url.origin}/` || url.host.includes('*')) {
      throw unexpected(where, "origins such as 'https://api.example.com'", each);
    }
    return url.origin;
  });
}

/** Which origins a client calls: credentials that it was given are for its own one, and for those it was allowed. */
export class Origins {
  readonly #allowed: readonly string[] | undefined;
  readonly #defaults: { readonly baseURL?: string | undefined };
  #known: { readonly baseURL: string; readonly origin: string | undefined } | undefined;

  /** @param defaults those of the client, which their owner may change */
  constructor(allowed: readonly string[] | undefined, defaults: { readonly baseURL?: string | undefined }) {
    this.#allowed = allowed;
    this.#defaults = defaults;
  }

  /**
   * Refuses a request that leaves them, before anything is sent. Without a `baseURL` and `origins` there is nothing to
   * leave.
   *
   * @throws ConfigError
   */
  check(config: Config): void {
    const { baseURL, url, socketPath } = config;
    const where = (): string => nameOf(config);
    for (const part of [baseURL, url]) refuseControls(part, where);
    const own = this.#own();
    // What almost all requests ask for: a path below the client's own address, wherever that leads.
    if (own?.startsWith('http') && baseURL === this.#known?.baseURL && PATH.test(url ?? '')) return;
    const isLimited = own !== undefined || this.#allowed !== undefined;
    // And of a client that may go anywhere: an address.
    if (!isLimited && !baseURL && ADDRESS.test(url ?? '')) return;
    const target = parsed(() => uriOf(config), socketPath ? 'http://localhost' : undefined);
    if (target === undefined) {
      // No adapter of axios sends anything either, and that of a user may know what to do with it.
      if (isLimited) throw notSent(`${where()}: the address is not a URL`);
    } else if (!isWeb(target)) {
      throw notSent(`${where()}: only http: and https: can be called, not ${show(target.protocol)}`);
    } else if (isLimited && target.origin !== own && !this.#allowed?.includes(target.origin)) {
      const known = [...new Set([own, ...(this.#allowed ?? [])])].filter((each) => each !== undefined);
      throw notSent(
        `${where()}: ${target.origin} is not an origin of this client (${known.join(', ') || 'none'}), and could see ` +
          "its credentials; createClient's option 'origins' allows others",
      );
    }
  }

  #own(): string | undefined {
    const { baseURL } = this.#defaults;
    if (!baseURL) return undefined;
    if (this.#known?.baseURL !== baseURL) this.#known = { baseURL, origin: parsed(() => baseURL)?.origin };
    return this.#known.origin;
  }
}

/** As axios and the adapters do it. */
function parsed(address: () => string, base?: string): URL | undefined {
  try {
    return new URL(address(), base);
  } catch {
    return undefined;
  }
}
