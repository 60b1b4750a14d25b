import { named } from '../basics/named.js';
import { quote } from './describe.js';
import { parsePaths, readPath } from './path.js';
import type { Predicate } from './predicate.js';

/**
 * True when the body has all of the paths, whatever the status, and none of them is null. The paths are
 * written as for `missing`. The body of an error response counts too: `has('error.code')`.
 *
 * @throws ConfigError without a path, or for one that is not written right
 * @example
 * has('summary')
 */
export function has(...paths: string[]): Predicate {
  const parsed = parsePaths('has', paths);
  return named('has', paths.map(quote), (outcome) => {
    const { body } = outcome;
    return parsed.every((path) => (readPath(body, path) ?? null) !== null);
  });
}
