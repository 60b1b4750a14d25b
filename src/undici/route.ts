import type { LookupFunction } from 'node:net';
import { resolve } from 'node:path';
import type { InternalAxiosRequestConfig } from 'axios';
import { axiosError, nameOf } from '../http/refusal.js';
import type { EnvironmentProxies, HttpProxy } from './proxy.js';
import { proxyOf } from './proxy.js';
import { type TlsOptions, tlsOptionsOf } from './tls.js';

/** The way to a server. Requests with the same way share their connections. */
export interface Route {
  /** Where undici sends them: to the server, or to the proxy that passes them on. */
  readonly origin: string;
  readonly socketPath: string | undefined;
  readonly lookup: LookupFunction | undefined;
  readonly family: number | undefined;
  readonly tls: TlsOptions | undefined;
  /** Passes on what is said to it, up to TLS with the server. */
  readonly tunnel: HttpProxy | undefined;
  /** Reads what is said to it, and asks the server itself. Its requests name the whole address. */
  readonly forward: HttpProxy | undefined;
}

const numbers = new WeakMap<object, number>();
let last = 0;

/** Tells look-ups and agents apart. */
function numberOf(thing: object | undefined): number {
  if (thing === undefined) return 0;
  const known = numbers.get(thing) ?? ++last;
  numbers.set(thing, known);
  return known;
}

/** The route of a request that has nothing special about it. */
export const directTo = (origin: string): Route => ({
  origin,
  socketPath: undefined,
  lookup: undefined,
  family: undefined,
  tls: undefined,
  tunnel: undefined,
  forward: undefined,
});

/** Whether the options of a request say nothing about its way. */
export const isDirect = (config: InternalAxiosRequestConfig, environment: EnvironmentProxies): boolean =>
  config.socketPath == null &&
  config.lookup === undefined &&
  config.family === undefined &&
  config.httpsAgent === undefined &&
  (config.proxy === false || (config.proxy == null && environment.none));

/** What the options of a request say about its way to `url`, and a name by which the same way is found again. */
export function routeOf(
  config: InternalAxiosRequestConfig,
  url: URL,
  environment: EnvironmentProxies,
): { readonly route: Route; readonly key: string } {
  const socketPath = socketPathOf(config);
  const where = nameOf(config);
  const stated = proxyOf(config.proxy, where);
  const wanted = stated === undefined ? environment.for(url) : (stated ?? undefined);
  const proxy = socketPath ? undefined : wanted;
  const secure = url.protocol === 'https:';
  const forward = secure ? undefined : proxy;
  const lookup = config.lookup as LookupFunction | undefined;
  const tls = tlsOptionsOf(config.httpsAgent, where);
  const route = {
    origin: forward?.origin ?? url.origin,
    socketPath,
    lookup,
    family: config.family as number | undefined,
    tls,
    tunnel: secure ? proxy : undefined,
    forward,
  };
  const key = JSON.stringify([
    url.origin,
    socketPath,
    numberOf(lookup as object | undefined),
    route.family,
    numberOf(tls && (config.httpsAgent as object)),
    proxy?.origin,
    // Whoever has another password is somebody else to the proxy.
    route.tunnel?.authorization,
  ]);
  return { route, key };
}

function socketPathOf(config: InternalAxiosRequestConfig): string | undefined {
  const { socketPath, allowedSocketPaths } = config as { socketPath?: unknown; allowedSocketPaths?: unknown };
  if (socketPath === undefined || socketPath === null) return undefined;
  const refuse = (why: string): never => {
    throw axiosError(why, 'ERR_BAD_OPTION_VALUE', config);
  };
  if (typeof socketPath !== 'string') return refuse('socketPath must be a string');
  if (allowedSocketPaths === undefined || allowedSocketPaths === null) return socketPath;
  const allowed = [allowedSocketPaths].flat().filter((path): path is string => typeof path === 'string');
  if (allowed.some((path) => resolve(path) === resolve(socketPath))) return socketPath;
  return refuse(`socketPath ${JSON.stringify(socketPath)} is not permitted by allowedSocketPaths`);
}
