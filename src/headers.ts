import { isObject } from './basics/objects.js';

/** A token of RFC 9110, section 5.6.2, as the names of headers and methods are. */
export const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** Response headers by lower-case name; `get` takes any case. */
export interface HeaderMap {
  get(name: string): string | undefined;
  has(name: string): boolean;
  readonly [name: string]: unknown;
}

type Source = { get?: unknown } & Record<string, unknown>;

/**
 * Reads one header from whatever carries headers: `Headers`, axios' headers, a plain object in any case.
 * Only own properties count, so that a polluted `Object.prototype` cannot invent a header.
 */
export function readHeader(headers: unknown, name: string): string | undefined {
  if (!isObject(headers)) return undefined;
  const source = headers as Source;
  const wanted = name.toLowerCase();
  // In lower case first, for a Map knows no other than it was given.
  if (typeof source.get === 'function' && source.get !== Object.prototype['get' as never])
    return text(source.get(wanted) ?? source.get(name));
  const key = Object.hasOwn(source, wanted)
    ? wanted
    : Object.keys(source).find((k) => k.toLowerCase() === wanted);
  return key === undefined ? undefined : text(source[key]);
}

const text = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value.join(', ') : String(value);
};

class LowerCaseHeaders {
  [name: string]: unknown;

  constructor(source: unknown) {
    for (const [name, value] of entries(source)) {
      const key = name.toLowerCase();
      // A server may name a header 'get'; it must not replace the method.
      if (key in LowerCaseHeaders.prototype) continue;
      this[key] = Object.hasOwn(this, key) ? [this[key], value].flat() : value;
    }
  }

  get(name: string): string | undefined {
    const key = name.toLowerCase();
    return Object.hasOwn(this, key) ? text(this[key]) : undefined;
  }

  has(name: string): boolean {
    return Object.hasOwn(this, name.toLowerCase());
  }
}
// Without a prototype of its own kind, `headers['x-admin']` would read a polluted Object.prototype.
Object.setPrototypeOf(LowerCaseHeaders.prototype, null);

/** What a list of pairs, a map or an object has under its names. */
export function entries(source: unknown): Iterable<[string, unknown]> {
  if (!isObject(source)) return [];
  if (Symbol.iterator in source) return source as unknown as Iterable<[string, unknown]>;
  return Object.entries(source);
}

/** A view of headers in the shape that `Outcome.headers` promises. */
export const headerMap = (source: unknown): HeaderMap => new LowerCaseHeaders(source) as unknown as HeaderMap;
