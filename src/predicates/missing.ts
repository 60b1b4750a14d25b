import { named } from '../basics/named.js';
import { cameBack } from './came-back.js';
import { quote } from './describe.js';
import { parsePaths, readPath } from './path.js';
import type { Predicate } from './predicate.js';

/**
 * True when a 2xx response, or a plain value that the method returned, lacks any of the paths: absent or
 * null. Anything but JSON (HTML, an empty body, a stream) lacks them all; `false`, `0` and `''` are there.
 * Not true for an attempt that threw, nor for other statuses, for nobody expects the field in those.
 *
 * Paths lead through own properties and array elements: `'data.url'`, `'data.items[0].id'`, `"['odd.key']"`.
 *
 * @throws ConfigError without a path, or for one that is not written like that
 * @example
 * missing('access_token')
 */
export function missing(...paths: string[]): Predicate {
  const parsed = parsePaths('missing', paths);
  return named('missing', paths.map(quote), (outcome) => {
    const { status = 200 } = outcome;
    if (!cameBack(outcome) || status < 200 || status > 299) return false;
    const { body } = outcome;
    return parsed.some((path) => (readPath(body, path) ?? null) === null);
  });
}
