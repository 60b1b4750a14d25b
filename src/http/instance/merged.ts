import axios, { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import { TOKEN } from '../../headers.js';
import { copied } from './copied.js';
import { areHeaders, isBucket, type Template } from './template.js';

type Config = InternalAxiosRequestConfig;
type Fields = Record<string, unknown>;

/** Names that axios leaves out, wherever they stand. */
const UNSAFE: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Options that axios checks, takes for a mistake, or reads in more than one way. */
const SPECIAL: ReadonlySet<string> = new Set([
  'baseUrl',
  'paramsSerializer',
  'transitional',
  'validateStatus',
  'withXsrfToken',
]);

/** The config of a request as axios would merge it; undefined where only axios can. `own` is the user's. */
export function mergedWith({ config: made, deep }: Template, own: Fields): Config | undefined {
  if (Object.getOwnPropertySymbols(own).length > 0) return undefined;
  const config = copied(made, null) as unknown as Fields;
  for (const name of deep) config[name] = copyOf(config[name] as object);
  const headers = Object.assign(new AxiosHeaders(), made.headers);
  config.headers = headers;
  let objects: Fields | undefined;
  for (const name of Object.keys(own)) {
    const value = own[name];
    if (SPECIAL.has(name) || UNSAFE.has(name) || deep.includes(name)) return undefined;
    if (value === undefined || name === 'method') continue;
    if (name === 'headers') {
      if (!areSimple(value)) return undefined;
      headers.set(value as never);
    } else if (typeof value === 'object' && value !== null) {
      objects ??= {};
      objects[name] = value;
    } else config[name] = value;
  }
  return (objects ? Object.assign(config, axios.mergeConfig({}, objects)) : config) as unknown as Config;
}

const copyOf = (value: object): object => (Array.isArray(value) ? value.slice() : { ...value });

/** Not those of single methods, which axios sorts out. */
function areSimple(headers: unknown): boolean {
  if (!areHeaders(headers)) return false;
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (UNSAFE.has(name) || isBucket(name) || !TOKEN.test(name)) return false;
    // Lists are copied, and false is not written over.
    if (typeof value === 'object' || value === false) return false;
  }
  return Object.getOwnPropertySymbols(headers).length === 0;
}
