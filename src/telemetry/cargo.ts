import { bare } from '../basics/bare.js';
/** The part of an error that tells what was sent and received: code may read it, but nothing that prints the error finds it. */
import { isObject } from '../basics/objects.js';
import { HoldfastError, toJSON } from '../errors.js';
import { addressOf } from './address.js';

export type Fields = Record<PropertyKey, unknown>;

/** Where the errors of axios, got, superagent, undici, fetch wrappers, parsers of HTTP and holdfast keep what was sent and received. */
export const CARGO: ReadonlySet<PropertyKey> = new Set([
  'config',
  'request',
  'response',
  'value',
  'options',
  'headers',
  'body',
  'data',
  'rawPacket',
  'req',
  'res',
]);

/**
 * What a prototype that has the cargo of one error does. Accessors would not do:
 * `util.inspect(error, { showHidden: true, getters: true })` walks prototypes, finds them and prints what they return.
 * In a proxy of an empty object there is nothing to list, even for what looks behind it, but who asks for one property by
 * name may have it.
 */
const layerOver = (cargo: object): ProxyHandler<object> =>
  // What somebody has put on every object, such as `ownKeys`, would be a trap of it.
  bare<ProxyHandler<object>>({
    get: (above, key, error) => Reflect.get(key in cargo ? cargo : above, key, error),
    has: (above, key) => key in cargo || key in above,
    set: (above, key, value, error) =>
      CARGO.has(key)
        ? Reflect.defineProperty(cargo, key, unlisted(value))
        : Reflect.set(above, key, value, error),
    getOwnPropertyDescriptor: (above, key) =>
      Reflect.getOwnPropertyDescriptor(key in cargo ? cargo : above, key),
  });

/** In place of axios' own, which writes out the request. */
function withAddress(this: Fields): Fields {
  const facts = toJSON.call(this);
  const { config } = this;
  if (!isObject(config)) return facts;
  const method = typeof config.method === 'string' ? config.method.toUpperCase() : undefined;
  return { ...facts, method, url: addressOf(config) };
}

const looksHttp = (value: unknown): boolean =>
  isObject(value) && ('headers' in value || 'config' in value || typeof value.getHeader === 'function');

export const carriesRequest = (error: Fields): boolean =>
  error.isAxiosError === true ||
  HoldfastError.is(error) ||
  isObject(error.headers) ||
  isObject(error.rawPacket) ||
  error.name === 'HTTPParserError' ||
  [error.config, error.request, error.response, error.options].some(looksHttp);

export const unlisted = (value: unknown, property?: PropertyDescriptor): PropertyDescriptor =>
  bare({ writable: true, enumerable: false, configurable: true, ...property, value });

/** Moves the cargo of an error out of sight, between it and its class. */
export function stow(cargo: PropertyDescriptorMap, error: object): void {
  const layer = layerOver(Object.create(null, { ...cargo, toJSON: unlisted(withAddress) }));
  Object.setPrototypeOf(error, new Proxy(Object.create(Object.getPrototypeOf(error)), layer));
  for (const name of Object.keys(cargo)) Reflect.deleteProperty(error, name);
}
