import { bare } from '../basics/bare.js';
import { nameIn } from '../basics/named.js';
import { type Duration, limit } from '../duration.js';
import { originsOf } from '../http/borders/origins.js';
import type { ClientOptions, HoldfastClient } from '../http/index.js';
import { checkKeys } from '../options.js';
import type { RetryOptions, RetryPolicy, RetryPolicyClass } from '../policies/index.js';
import type { Auth } from './auth.js';
import { demand, demandAuth, isRecord, isTexts } from './demand.js';
import { isStrategy, type PageStrategy } from './page.js';
import { policyBy } from './policies.js';

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
  /** The methods that may be used; another one is refused before anything is sent. Default: all. */
  readonly methods?: readonly string[] | undefined;
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

/** With the address, without which there is nothing to call. */
export type Held = RestSettings & { readonly baseURL: string };

const KEYS = [
  'baseURL',
  'auth',
  'headers',
  'policy',
  'timeout',
  'origins',
  'methods',
  'requestIdHeaders',
  'brackets',
  'paths',
  'pagination',
  'client',
] as const;

const isClient = (value: unknown): boolean => typeof value === 'function' || isRecord(value);

/** What messages call a client, of a class that may have no name. */
export const clientName = (of: unknown): string => nameIn(of, 'RestClient');

/** What can be known to be wrong before it is used, beside what is checked by its own readers. */
const EXPECTED: readonly [keyof RestSettings, holds: (value: unknown) => boolean, expected: string][] = [
  ['headers', isRecord, 'an object of names and values'],
  ['methods', isTexts, 'a list of methods'],
  ['requestIdHeaders', isTexts, 'a list of names'],
  ['brackets', (value) => typeof value === 'boolean', 'true or false'],
  ['paths', isTexts, 'a list of paths'],
  ['pagination', isStrategy, 'a strategy such as offsetPages()'],
  ['client', isClient, 'options of createClient, or a client'],
];

/** The origins as URLs spell them. @throws ConfigError for what makes no sense */
function check(settings: RestSettings, where: string): RestSettings['origins'] {
  for (const [name, holds, expected] of EXPECTED) {
    const value = settings[name];
    demand(value === undefined || holds(value), `${where}: option '${name}'`, expected, value);
  }
  const { auth, policy, timeout, origins } = settings;
  if (auth !== undefined) demandAuth(auth, where, 'a function such as bearer(...)');
  if (policy !== undefined && policy !== false) policyBy(policy, `${where}: option 'policy'`);
  if (timeout !== undefined) limit(timeout, `${where}: option 'timeout'`);
  return originsOf(origins, `${where}: option 'origins'`);
}

/** A copy of the options of an instance, checked. */
export function ownOptions(options: RestOptions, where: string): RestOptions {
  checkKeys(options, KEYS, where);
  const own = bare(options);
  check(own, where);
  return Object.freeze(bare({ ...own, ...(own.headers && { headers: Object.freeze({ ...own.headers }) }) }));
}

/**
 * Tells what holds for an instance: its options, then what its class says. That is read each time, for an accessor may
 * answer otherwise, but checked only if it is not what it was. What somebody has put on every object says nothing.
 */
export function settingsOf(self: RestSettings, options: RestOptions): () => Held {
  const everywhere = Object.prototype as RestSettings;
  const ofClass = <K extends keyof RestSettings>(key: K): RestSettings[K] | undefined => {
    const value = self[key];
    return value === everywhere[key] ? undefined : value;
  };
  let known: readonly unknown[] = [];
  let held: Held;
  return () => {
    const found = KEYS.map((key) => options[key] ?? ofClass(key));
    if (known.length === 0 || found.some((value, i) => value !== known[i])) {
      held = checked(Object.fromEntries(KEYS.map((key, i) => [key, found[i]])), clientName(self.constructor));
      known = found;
    }
    // Those of a class may be added to in place.
    return { ...held, headers: { ...ofClass('headers'), ...options.headers } };
  };
}

/** @throws ConfigError for what makes no sense */
function checked(found: RestSettings, where: string): Held {
  const { baseURL } = found;
  const isBase = typeof baseURL === 'string' && /^https?:[^?#]*$/i.test(baseURL) && URL.canParse(baseURL);
  demand(isBase, `${where}: option 'baseURL'`, 'an http: or https: URL without a query', baseURL);
  return { ...found, baseURL: baseURL as string, origins: check(found, where) };
}
