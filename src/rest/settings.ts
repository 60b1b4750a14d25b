import { type Duration, limit } from '../duration.js';
import { ConfigError, show } from '../errors.js';
import type { ClientOptions, HoldfastClient } from '../http/index.js';
import { checkKeys } from '../options.js';
import { bare } from '../policies/bare.js';
import type { RetryOptions, RetryPolicy, RetryPolicyClass } from '../policies/index.js';
import type { Auth } from './auth.js';
import type { PageStrategy } from './page.js';

/** What a client can be told: by fields, accessors or methods of its class, and for one instance by the constructor. */
export interface RestSettings {
  /** Where the API is; the only origin that is called unless `origins` allows others. There is no default. */
  readonly baseURL?: string | undefined;
  /** The headers with the credential, for each attempt. Default: none. */
  auth?(request: Parameters<Auth>[0]): ReturnType<Auth>;
  /** Sent with each request. Those of an instance are added to those of its class. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** When to try a request again; `false` leaves requests to the methods around them. Default: the careful `RetryPolicy`. */
  readonly policy?: RetryPolicy | RetryPolicyClass | RetryOptions | false | undefined;
  /** The limit of each attempt, a `Duration`; a field that is given `'10s'` is a `string`. Default: the shared client's, 60 s. */
  readonly timeout?: Duration | (string & {}) | undefined;
  /** Other origins that may get this client's credentials. Default: none. */
  readonly origins?: readonly string[] | undefined;
  /** The header with the server's id of a request; of several, the first that is there. Default `['x-request-id']`. */
  readonly requestIdHeaders?: readonly string[] | undefined;
  /** Whether lists in `params` are sent as `name[]`. Default false: as `name`, once for each value. */
  readonly brackets?: boolean | undefined;
  /** Templates of the API's paths, `/users/{id}`, for `onResponse` and `wrapperOf`. Default: none. */
  readonly paths?: readonly string[] | undefined;
  /** How lists go on. Default `offsetPages()`. */
  readonly pagination?: PageStrategy | undefined;
  /** Options for a shared client of its own, or one that exists. Default: one of its own. */
  readonly client?: ClientOptions | HoldfastClient | undefined;
}

/** The same for one instance, where they win over the class's. */
export type RestOptions = { readonly [K in keyof RestSettings]?: RestSettings[K] };

const KEYS = [
  'baseURL',
  'auth',
  'headers',
  'policy',
  'timeout',
  'origins',
  'requestIdHeaders',
  'brackets',
  'paths',
  'pagination',
  'client',
] as const;

/** A copy of the options of an instance, checked. */
export function ownOptions(options: RestOptions, where: string): RestOptions {
  checkKeys(options, KEYS, where);
  const own = bare(options);
  if (own.auth !== undefined && typeof own.auth !== 'function')
    throw new ConfigError(`${where}: option 'auth': expected a function, such as bearer(...)`);
  if (own.timeout !== undefined) limit(own.timeout as Duration, `${where}: option 'timeout'`);
  return Object.freeze({ ...own, ...(own.headers && { headers: Object.freeze({ ...own.headers }) }) });
}

/** What holds for an instance: its options, then what its class says. What somebody has put on every object says nothing. */
export function settingsOf(self: RestSettings, options: RestOptions): RestSettings & { baseURL: string } {
  const everywhere = Object.prototype as RestSettings;
  const found = bare({}) as Record<string, unknown>;
  for (const key of KEYS)
    found[key] = options[key] ?? (self[key] === everywhere[key] ? undefined : self[key]);
  const { baseURL } = found;
  const where = self.constructor.name;
  if (typeof baseURL !== 'string' || !/^https?:/i.test(baseURL) || !URL.canParse(baseURL))
    throw new ConfigError(
      `${where}: option 'baseURL': expected an http: or https: URL, got ${show(baseURL)}`,
    );
  const headers = { ...(self.headers === everywhere.headers ? {} : self.headers), ...options.headers };
  return { ...found, baseURL, headers };
}
