/**
 * Keeps credentials out of what errors print. An HTTP client's error carries the whole request and response, and one
 * `console.log` of it puts tokens, cookies and bodies into a log. After `protect`, code still reads `error.config`,
 * `error.request` and `error.response`, but nothing that lists an error's properties finds them.
 */

import { bare } from '../basics/bare.js';
import { isError, isObject } from '../basics/objects.js';
import { madeOf } from '../failure.js';
import { CARGO, carriesRequest, type Fields, stow, unlisted } from './cargo.js';
import { addedNames } from './secret-names.js';
import { attempted, blank, type Hidden, secretsOf, spellings } from './secrets.js';

/** Of so many errors, each is searched for the credentials of all; the time for it grows with their square. */
const MOST_CAUSES = 250;
/** Nobody has more, but for a getter that makes another cause each time it is asked. */
const MOST_LINKS = 50_000;

/** An error and all that it was caused by, except where a getter throws. */
function chainOf(error: Fields): Fields[] {
  const chain = new Set([error]);
  let left = MOST_LINKS;
  // It grows while it is walked.
  for (const link of chain) {
    if (left <= 0) break;
    const made = attempted(() => madeOf(link, left));
    left -= made.length;
    for (const each of made) if (isObject(each)) chain.add(each);
  }
  return [...chain];
}

/** What these carry that is not to be seen. */
function hiddenBy(carriers: readonly Fields[]): Hidden {
  const more = [...new Set(carriers.flatMap((each) => attempted(() => addedNames(each))))];
  return { secrets: spellings(carriers.flatMap((each) => attempted(() => secretsOf(each, more)))), more };
}

/** What became of each error: itself, or a copy in its place. */
const washed = new WeakMap<object, object>();

/**
 * Makes an error safe to print, with all that it was caused by: `String(error)`, `error.stack`, `JSON.stringify(error)`
 * and `util.inspect(error)` with whatever options show no credentials. It stays the same error, of the same class, and
 * code reads `config`, `request` and `response` as before; only a frozen error that tells too much is replaced by a copy
 * of its class. Never throws; done twice, it does nothing.
 *
 * @param config the request that failed, for errors that do not carry it
 * @example
 * throw protect(error);
 */
export function protect<T>(error: T, config?: unknown): T {
  if (!isObject(error)) return error;
  const known = washed.get(error);
  if (known !== undefined) return known as T;
  const chain = chainOf(error);
  const shared = hiddenBy([{ config }, ...chain.slice(0, MOST_CAUSES)]);
  // What it was caused by comes first, for that may be replaced.
  for (const [index, link] of [...chain.entries()].reverse()) {
    if (washed.has(link)) continue;
    const hidden = index < MOST_CAUSES ? shared : hiddenBy([{ config }, link]);
    const [clean = link] = attempted(() => [wash(link, hidden)]);
    washed.set(link, clean).set(clean, clean);
  }
  return washed.get(error) as T;
}

function wash(error: Fields, hidden: Hidden): object {
  const cargo: PropertyDescriptorMap | undefined = carriesRequest(error) ? {} : undefined;
  const clean: PropertyDescriptorMap = {};
  for (const key of Reflect.ownKeys(error)) {
    if (key === 'stack') continue;
    const property = Object.getOwnPropertyDescriptor(error, key);
    if (cargo && CARGO.has(key)) cargo[key as string] = unlisted(error[key]);
    else if (property && 'value' in property) {
      const value = shown(property.value, hidden);
      if (value !== property.value) Reflect.set(clean, key, unlisted(value, property));
    }
  }
  // It begins with the message, and is written out when first read, which most errors can be spared.
  if ((cargo || Reflect.ownKeys(clean).length > 0) && typeof error.stack === 'string') {
    const value = blank(error.stack, hidden);
    if (value !== error.stack) clean.stack = unlisted(value);
  }
  const touched = Reflect.ownKeys({ ...clean, ...cargo });
  const target = isFixed(error, touched) ? copyOf(error) : error;
  Object.defineProperties(target, clean);
  // Where there is nothing to hide, the class is left alone; that of axios would still write the request into JSON.
  if (cargo && (Object.keys(cargo).length > 0 || error.isAxiosError === true)) stow(cargo, target);
  return target;
}

/** The value of a property as it may stay: text without secrets, and causes as they were washed. */
function shown(value: unknown, hidden: Hidden): unknown {
  if (typeof value === 'string') return blank(value, hidden);
  const instead = (each: unknown): unknown => (isObject(each) && washed.get(each)) || each;
  if (!Array.isArray(value)) return instead(value);
  return value.some((each) => instead(each) !== each) ? value.map(instead) : value;
}

/** Frozen, or with a property that cannot be changed: axios keeps the stack of the cause in one. */
const isFixed = (error: object, keys: readonly PropertyKey[]): boolean =>
  keys.length > 0 &&
  (!Object.isExtensible(error) ||
    keys.some((key) => Object.getOwnPropertyDescriptor(error, key)?.configurable === false));

function copyOf(error: Fields): object {
  const copy = isError(error) ? new Error(error.message) : {};
  for (const key of Reflect.ownKeys(error)) {
    const property = bare({ ...Object.getOwnPropertyDescriptor(error, key), configurable: true });
    // The stack may be an accessor, which answers only for its own error.
    Object.defineProperty(copy, key, key === 'stack' ? unlisted(error.stack) : property);
  }
  return Object.setPrototypeOf(copy, Object.getPrototypeOf(error));
}
