import axios, { AxiosHeaders, type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import { TOKEN } from '../headers.js';
import { isObject } from '../objects.js';

type Config = InternalAxiosRequestConfig;
type Fields = Readonly<Record<string, unknown>>;

/** What axios makes of the defaults of an instance, for a request that tells nothing but its method. */
export interface Template {
  readonly config: Config;
  /** The options whose values are copied for each request. */
  readonly deep: readonly string[];
}

export const WITHOUT_BODY = ['delete', 'get', 'head', 'options'];
export const WITH_BODY = ['patch', 'post', 'put', 'query'];

/** Those for which axios keeps headers in the defaults. Of others there may be any number. */
const METHODS: ReadonlySet<string> = new Set([...WITHOUT_BODY, ...WITH_BODY, 'link', 'purge', 'unlink']);

/** Whether the headers of some requests, or of all, stand under this name in an object of their own. */
export const isBucket = (name: string): boolean => METHODS.has(name) || name === 'common';

/** The lists and objects among the usual defaults. What becomes of others, axios knows. */
const COPIED: ReadonlySet<string> = new Set(['env', 'transformRequest', 'transformResponse', 'transitional']);

/**
 * The templates of an instance. axios copies the defaults for each request, however deep, and puts their headers together
 * anew, which takes as long as all the rest that it does. Their owner may change them between two requests: who sends one
 * asks first whether they are current.
 */
export class Templates {
  readonly #defaults: Fields;
  readonly #made = new Map<string, Template | undefined>();
  /** The defaults, and the objects in them, as they were when the templates were made. */
  #seen: readonly { readonly live: Fields; readonly copy: Fields }[] = [];

  constructor(defaults: AxiosInstance['defaults']) {
    this.#defaults = defaults as unknown as Fields;
  }

  /** Whether the defaults are still what they were when they were last taken. */
  get areCurrent(): boolean {
    for (const { live, copy } of this.#seen) if (!haveSame(live, copy)) return false;
    return this.#seen.length > 0 && Object.getOwnPropertySymbols(this.#defaults).length === 0;
  }

  /** Takes the defaults as they are now. */
  renew(): void {
    this.#made.clear();
    const { headers, ...options } = this.#defaults;
    const inOptions = Object.keys(options).filter((name) => COPIED.has(name));
    const buckets = valuesOf(headers);
    const objects = [
      headers,
      ...buckets,
      ...buckets.flatMap(valuesOf),
      ...inOptions.map((name) => options[name]),
    ];
    this.#seen = [this.#defaults, ...objects].filter(isObject).map((live) => ({ live, copy: { ...live } }));
  }

  /** Undefined where only axios knows what it makes of them. */
  of(method: string): Template | undefined {
    if (!METHODS.has(method)) return undefined;
    if (!this.#made.has(method)) this.#made.set(method, templateOf(this.#defaults, method));
    return this.#made.get(method);
  }
}

const valuesOf = (value: unknown): unknown[] => (isObject(value) ? Object.values(value) : []);

function haveSame(live: Fields, copy: Fields): boolean {
  let more = 0;
  for (const name in copy) {
    if (live[name] !== copy[name]) return false;
    more -= 1;
  }
  for (const name in live) {
    // One more and one less, which had no value: axios has such a header.
    if (!(name in copy)) return false;
    more += 1;
  }
  return more === 0;
}

function templateOf(defaults: Fields, method: string): Template | undefined {
  const { headers } = defaults;
  const config = areDistinct(headers) && stayAsTheyAre(headers) ? madeByAxios(defaults, method) : undefined;
  if (config === undefined) return undefined;
  const deep = Object.keys(config).filter(
    (name) => name !== 'headers' && isCopied(Reflect.get(config, name)),
  );
  if (!deep.every((name) => COPIED.has(name))) return undefined;
  // Without a prototype, as axios makes it, it takes three times as long to copy.
  return { config: { ...config }, deep };
}

/** Lists are copied for each request, objects and functions are made text, and `false` is not written over. */
function stayAsTheyAre(headers: Fields): boolean {
  return Object.entries(headers).every(([name, value]) => {
    const values = isBucket(name) && areHeaders(value) ? Object.values(value) : [value];
    return values.every((each) => each === undefined || typeof each === 'string');
  });
}

/** Of names that differ in nothing but case, axios lets now one of them win, now the other. */
export function areDistinct(headers: unknown): headers is Fields {
  if (!areHeaders(headers)) return false;
  const names = Object.keys(headers);
  return (
    new Set(names.map((name) => name.toLowerCase())).size === names.length &&
    names.every((name) => TOKEN.test(name))
  );
}

/** Of a kind that axios puts together with others. It forgets what is not, or takes nothing else. */
export const areHeaders = (value: unknown): value is Fields =>
  (isCopied(value) && !Array.isArray(value)) || value instanceof AxiosHeaders;

/** Lists, and objects that are no instances of anything. */
function isCopied(value: unknown): boolean {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || prototype === Object.prototype;
}

/** A request that ends where interceptors would begin; if axios refuses the defaults, it says so to the user. */
function madeByAxios(defaults: Fields, method: string): Config | undefined {
  let made: Config | undefined;
  const probe = new axios.Axios(defaults);
  const stop = (config: Config): never => {
    made = config;
    throw new Error('not to be sent');
  };
  probe.interceptors.request.use(stop, undefined, { synchronous: true });
  probe.request({ method }).catch(() => {});
  return made;
}
