import type { InternalAxiosRequestConfig } from 'axios';
import { bareHost, bracketed } from '../../basics/host.js';
import { limitRedirects } from '../borders/redirects.js';
import { isWeb } from '../borders/uri.js';
import { axiosError } from '../refusal.js';
import { parsed } from './address.js';
import { dropHeaders, headerIn, type RequestHeaders } from './head.js';
import type { Hop } from './hop.js';
import type { Outgoing } from './wire.js';

/** What came back instead of an answer. */
export interface Redirection {
  readonly status: number;
  readonly headers: Record<string, string>;
}

type Config = InternalAxiosRequestConfig;

/** Whether a response sends us elsewhere. */
export const isRedirect = (status: number, location: unknown, { maxRedirects }: Config): boolean =>
  status >= 300 && status < 400 && typeof location === 'string' && location !== '' && maxRedirects !== 0;

/** The redirects of one request: how many there are, and who sees them. */
export class Redirects {
  readonly #config: Config;
  readonly #limits: Required<Pick<Config, 'maxRedirects' | 'beforeRedirect'>>;
  #count = 0;

  constructor({ config, headers }: Pick<Outgoing, 'config' | 'headers'>) {
    this.#config = config;
    this.#limits = limitRedirects({ __proto__: null, ...config, headers } as never) as never;
  }

  /** The request that a redirect asks for, as follow-redirects makes it, and with what axios' hooks make of that. */
  next(from: Hop, redirection: Redirection): Hop {
    const { status } = redirection;
    const { maxRedirects, beforeRedirect } = this.#limits;
    this.#count += 1;
    if (this.#count > maxRedirects)
      throw failed('ERR_FR_TOO_MANY_REDIRECTS', 'Maximum number of redirects exceeded');
    const headers: RequestHeaders = Object.assign(Object.create(null), from.headers);
    const host = headerIn(headers, 'host');
    dropHeaders(headers, (name) => name === 'host');
    const url = targetOf(from, redirection.headers.location as string, host);
    // RFC 9110, section 15.4: what browsers do to POST, and what 303 says.
    const turns =
      status === 303
        ? !/^(GET|HEAD)$/.test(from.method)
        : (status === 301 || status === 302) && from.method === 'POST';
    if (turns) dropHeaders(headers, (name) => name.startsWith('content-'));
    // It was for the proxy of the last request. That of the next one gets its own.
    dropHeaders(headers, (name) => name === 'proxy-authorization');
    const { origin } = url;
    const leaves = origin !== from.origin;
    if (leaves) dropHeaders(headers, secretIn(this.#config));
    const hop = {
      url,
      origin,
      path: url.pathname + url.search,
      method: turns ? 'GET' : from.method,
      headers,
      auth: leaves ? undefined : from.auth,
      body: turns ? undefined : from.body,
    };
    return hooked(hop, from, redirection, beforeRedirect);
  }
}

/** A relative address goes to whoever the last request was for, the host that it named, and is relative to what it asked for. */
function targetOf({ url: at, path }: Hop, location: string, host = at.host): URL {
  return target(location, parsed(`${at.protocol}//${host}${path}`) ?? at);
}

function target(location: string, base: URL): URL {
  const url = parsed(location, base.href);
  if (url === undefined) throw redirectionFailure(new Error('Invalid URL'));
  if (!isWeb(url)) throw redirectionFailure(new Error(`Unsupported protocol ${url.protocol}`));
  return url;
}

/**
 * Which headers no other origin gets.
 *
 * @throws AxiosError if the user has said so in another way than axios takes it
 */
export function secretIn(config: Config): (name: string) => boolean {
  const own = (config as { sensitiveHeaders?: unknown }).sensitiveHeaders ?? [];
  if (!Array.isArray(own) || own.some((name) => typeof name !== 'string'))
    throw axiosError('sensitiveHeaders must be an array of strings', 'ERR_BAD_OPTION_VALUE', config);
  const names = new Set(['authorization', 'cookie', ...own.map((name) => name.toLowerCase())]);
  return (name) => names.has(name);
}

/**
 * `beforeRedirect` gets options as of `http.request`, as follow-redirects makes them, and may change what is asked for and
 * where, or throw.
 */
function hooked(
  hop: Hop,
  from: Hop,
  { status, headers: answer }: Redirection,
  hook: NonNullable<Config['beforeRedirect']>,
): Hop {
  const { url, method, headers, auth } = hop;
  const options = {
    href: url.href,
    protocol: url.protocol,
    host: url.host,
    hostname: bareHost(url.hostname),
    port: url.port && Number(url.port),
    path: url.pathname + url.search,
    pathname: url.pathname,
    search: url.search,
    hash: url.hash,
    method,
    headers,
    auth,
  };
  const { hostname: host, port: own } = options;
  try {
    hook(
      options,
      { headers: answer, statusCode: status as never },
      { url: from.origin + from.path, method: from.method, headers: from.headers as never },
    );
  } catch (cause) {
    throw redirectionFailure(cause as Error);
  }
  const { protocol, hostname, port, path } = options;
  const isThere = protocol === url.protocol && hostname === host && port === own;
  const there = isThere ? url : target(originOf(protocol, hostname, port) + url.hash, url);
  const { method: asked, headers: sent, auth: credentials } = options;
  return { ...hop, url: there, origin: there.origin, path, method: asked, headers: sent, auth: credentials };
}

/** Without a port, it is the usual one of the protocol. */
function originOf(protocol: string, hostname: string, port: unknown): string {
  return `${protocol}//${bracketed(String(hostname))}${port ? `:${port}` : ''}`;
}

function failed(code: string, message: string, cause?: Error): Error {
  // Named as follow-redirects names it.
  const name = { value: `Error [${code}]`, writable: true, configurable: true };
  return Object.defineProperty(Object.assign(new Error(message, cause && { cause }), { code }), 'name', name);
}

const redirectionFailure = (cause: Error): Error =>
  failed('ERR_FR_REDIRECTION_FAILURE', `Redirected request failed: ${cause.message}`, cause);
