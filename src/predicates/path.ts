/** Paths into a body: `data.items[0].id`, `['odd.key']`. */

import { isObject } from '../basics/objects.js';
import { unexpected } from '../errors.js';
import { atLeastOne } from './arguments.js';

/** The keys to follow, from the outside in. */
export type Path = readonly string[];

// A comma or a space outside of quotes is more likely a slip, as in 'id, summary', than part of a key; and a
// path that no body can have would be retried for ever.
const STEP = /(?:^|(?<!^)\.)([^\s.,[\]'"]+)|\[(0|[1-9]\d*)\]|\[(['"])((?:\\[\s\S]|(?!\3)[^\\])*)\3\]/y;
const GRAMMAR = "a path such as 'data.items[0].id', with an odd key in quotes: \"['odd.key']\"";

/** @throws ConfigError unless there is at least one path, and each can be read */
export const parsePaths = (maker: string, paths: readonly string[]): readonly Path[] =>
  atLeastOne(maker, 'path', paths).map((path) => parsePath(maker, path));

/** @throws ConfigError for what is not a path */
export function parsePath(maker: string, path: unknown): Path {
  const keys: string[] = [];
  const step = new RegExp(STEP);
  do {
    const match = typeof path === 'string' ? step.exec(path) : null;
    if (match === null) throw unexpected(maker, GRAMMAR, path);
    const [, name, index, , quoted] = match;
    keys.push(name ?? index ?? (quoted as string).replace(/\\([\s\S])/g, '$1'));
  } while (step.lastIndex < (path as string).length);
  return keys;
}

/**
 * What `body` has at `path`, or undefined. Never throws: a body comes from outside, and a getter in it that
 * throws has nothing to give.
 */
export function readPath(body: unknown, path: Path): unknown {
  // Not `tried`, for each body that is judged is asked.
  try {
    return path.reduce(field, body);
  } catch {
    return undefined;
  }
}

const INDEX = /^(0|[1-9]\d*)$/;

/** Own properties of objects and elements of arrays: nothing from a prototype, and no letters of a string. */
function field(value: unknown, key: string): unknown {
  if (!isStructured(value) || (Array.isArray(value) && !INDEX.test(key))) return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Streams and bytes are objects as well, but their properties are not the body's. */
const isStructured = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) && !ArrayBuffer.isView(value) && typeof value.pipe !== 'function';
