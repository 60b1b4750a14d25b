import axios, { type InternalAxiosRequestConfig } from 'axios';
import { isWeb, uriOf, urlOf } from '../borders/uri.js';
import { axiosError } from '../refusal.js';

type Config = InternalAxiosRequestConfig;

/** Where a request goes, and what it asks for there. */
export interface Address {
  readonly url: URL;
  /** Of the URL, which puts it together each time that it is asked. */
  readonly origin: string;
  /** With `params`, as they were serialised. */
  readonly path: string;
}

/** What no URL changes: a path of a server, without dots that stand for folders, an empty query or a fragment. */
const PLAIN_PATH = /^\/(?!\/)[\w\-~.!$&()*+,;=:@%/]*(?:\?[\w\-~.!$&()*+,;=:@%/?]+)?$/;
const DOTTED = /\/(?:\.|%2e)/i;

/** An address that needs nothing but to be taken apart. */
const PLAIN_ADDRESS = /^(https?:\/\/[\w.-]+(?::\d+)?)(\/.*)$/;

/** What addresses begin with. Neither a user nor a password is in it. */
interface Base {
  readonly url: URL;
  readonly origin: string;
  /** What comes before the path of a request. */
  readonly folder: string;
}

const bases = new Map<string, Base>();

/** A client that walks the web must not remember every host it has seen. */
const MOST_BASES = 1_000;

/** Parsed once, for a client has few. */
function baseOf(text: string): Base | undefined {
  const known = bases.get(text);
  if (known !== undefined) return known;
  const url = parsed(text);
  if (url === undefined || url.username || url.password || url.search || url.hash || !isWeb(url))
    return undefined;
  if (bases.size >= MOST_BASES) bases.clear();
  const base = { url, origin: url.origin, folder: url.pathname.replace(/\/+$/, '') };
  bases.set(text, base);
  return base;
}

/** The address of a request as axios builds it, of `baseURL`, `url` and `params`. */
export function addressOf(config: Config): Address {
  const { baseURL, url, params } = config;
  return (params == null && typeof url === 'string' && plainly(baseURL, url)) || built(config);
}

/** The usual addresses: a path below the `baseURL`, or all of it without one. */
function plainly(baseURL: string | undefined, url: string): Address | undefined {
  const [, origin = baseURL, path = url] = (baseURL ? undefined : PLAIN_ADDRESS.exec(url)) ?? [];
  if (!origin || !PLAIN_PATH.test(path) || DOTTED.test(path)) return undefined;
  const base = baseOf(origin);
  if (base === undefined) return undefined;
  return { url: base.url, origin: base.origin, path: base.folder + path };
}

function built(config: Config): Address {
  const { url: own, params, paramsSerializer, socketPath } = config;
  const url = parsed(joined(config), socketPath ? 'http://localhost' : undefined);
  if (url === undefined) throw axiosError('Invalid URL', 'ERR_INVALID_URL', config);
  if (!isWeb(url)) throw axiosError(`Unsupported protocol ${url.protocol}`, 'ERR_BAD_REQUEST', config);
  // Only the one of a redirect is told of with the answer.
  if (url.hash) url.hash = '';
  const asked = url.pathname + url.search;
  const { origin } = url;
  if (params == null) return { url, origin, path: asked };
  const failed = (error: unknown, code: string): Error =>
    axios.AxiosError.from(error as Error, code, config, null, undefined, { url: own, exists: true });
  let path: string;
  try {
    path = urlOf({ url: asked, params, paramsSerializer } as Config);
  } catch (error) {
    throw failed(error, 'ERR_BAD_REQUEST');
  }
  // As Node says it. A serialiser of the user's own can make anything.
  if (/[^\x21-\xff]/.test(path))
    throw failed(new TypeError('Request path contains unescaped characters'), 'ERR_UNESCAPED_CHARACTERS');
  return { url, origin, path };
}

/** What axios refuses to join, it refuses with the part of the config that it was asked about. */
function joined(config: Config): string {
  try {
    return uriOf(config);
  } catch (error) {
    throw Object.assign(error as Error, { config });
  }
}

export function parsed(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
