import axios, { AxiosHeaders, type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import { isObject } from '../../basics/objects.js';
import { TOKEN } from '../../headers.js';
import { Snapshot } from './snapshot.js';

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
 * asks first for the template that is current.
 */
export class Templates {
  readonly #defaults: Fields;
  readonly #made = new Map<string, { readonly template: Template | undefined; readonly of: Snapshot }>();

  constructor(defaults: AxiosInstance['defaults']) {
    this.#defaults = defaults as unknown as Fields;
  }

  /** Whether all that requests of this method get of the defaults is still what it was when it was last taken. */
  areCurrent(method: string): boolean {
    const made = this.#made.get(method);
    return made?.of.isCurrent === true && Object.getOwnPropertySymbols(this.#defaults).length === 0;
  }

  /** Takes the defaults as they are now. */
  renew(method: string): void {
    if (!METHODS.has(method)) return;
    const { headers, ...options } = this.#defaults;
    const inOptions = Object.keys(options).filter((name) => COPIED.has(name));
    const read = Object.entries(headers ?? {}).filter(([name]) => name === method || !METHODS.has(name));
    const inHeaders = read.map(([, value]) => value);
    const of = new Snapshot([
      this.#defaults,
      headers,
      ...inHeaders,
      ...inHeaders.flatMap(valuesOf),
      ...inOptions.map((name) => options[name]),
    ]);
    this.#made.set(method, { template: templateOf(this.#defaults, method), of });
  }

  /** Undefined where only axios knows what it makes of them. */
  of(method: string): Template | undefined {
    return this.#made.get(method)?.template;
  }
}

const valuesOf = (value: unknown): unknown[] => (isObject(value) ? Object.values(value) : []);

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
