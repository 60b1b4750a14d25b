import { shared } from '../basics/shared.js';
import { lineage } from '../decorators/places.js';
import { classNamesOf } from '../decorators/registry.js';
import type { Recipe } from '../policies/recipe.js';

/** The overrides of one name, flat: `'retry.maxRetries': 5`, `'timeout.enabled': false`. */
export type Settings = Readonly<Record<string, unknown>>;

/** One override, and the name under which it was given. */
export interface Setting {
  readonly value: unknown;
  readonly from: string;
}

interface Configuration {
  /** Counts the changes: a plan that was made under another number is out of date. */
  generation: number;
  enabled: boolean;
  byName: ReadonlyMap<string, Settings>;
  /** Changes what is written about a method. Nothing does before somebody configures, and who never does loads none of it. */
  overridden: (written: Recipe, place: object | undefined, key: string | symbol) => Recipe;
}

export const configuration: Configuration = shared('configuration@1', () => ({
  generation: 0,
  enabled: true,
  byName: new Map(),
  overridden: (written) => written,
}));

/**
 * What is configured for a method of a concrete class. The more specific name wins: the method over the class over
 * `'*'`, and a class over those that it extends.
 */
export function settingsFor(place: object | undefined, key: string | symbol): ReadonlyMap<string, Setting> {
  const found = new Map<string, Setting>();
  for (const from of namesFor(place, key)) {
    for (const [path, value] of Object.entries(configuration.byName.get(from) ?? {}))
      found.set(path, { value, from });
  }
  return found;
}

/** The names that a method answers to, the least specific first. */
function namesFor(place: object | undefined, key: string | symbol): string[] {
  const places = [...lineage(place)].reverse();
  // What is said about a method of a base class is not about one that replaced it.
  const declaring = places.findLastIndex((at) => Object.hasOwn(at, key));
  const methods = classNamesOf(places.slice(Math.max(declaring, 0)));
  return ['*', ...classNamesOf(places), ...methods.map((name) => `${name}.${String(key)}`)];
}
