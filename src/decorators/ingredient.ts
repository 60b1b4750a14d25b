import { bare } from '../basics/bare.js';
import { shared } from '../basics/shared.js';
import { ConfigError } from '../errors.js';
import type { Recipe } from '../policies/recipe.js';

/** What one decorator adds to the recipe of its method or class. */
export interface Ingredient {
  /** The decorator's name, for errors: `@Timeout` */
  readonly by: string;
  readonly recipe: Recipe;
}

/** Kinds of which a method may have several; they add up in the order in which they are written. */
const REPEATABLE: ReadonlySet<string> = new Set<keyof Recipe>([
  'retryOn',
  'abortOn',
  'accept',
  'beforeRetry',
]);

/** `recipe` with one more ingredient. Decorators are applied from the bottom up, so a later one is written above. */
export function added(recipe: Recipe, { by, recipe: more }: Ingredient, where: string): Recipe {
  // Without a prototype, for a polluted one must not look like an ingredient.
  const result = bare(recipe) as Record<string, unknown>;
  const names = new Map(writers.get(recipe));
  for (const [kind, value] of Object.entries(more)) {
    const present = result[kind];
    if (present !== undefined && !REPEATABLE.has(kind)) {
      throw new ConfigError(`${by} on ${where}: there is one already (${kind}); a method has one of each`);
    }
    result[kind] = REPEATABLE.has(kind)
      ? [...(value as unknown[]), ...((present as unknown[]) ?? [])]
      : value;
    names.set(kind, by);
  }
  writers.set(result, names);
  return Object.freeze(result);
}

/** The decorators that a recipe's ingredients come from; for `explain`. */
const writers = shared('writers@1', () => new WeakMap<Recipe, ReadonlyMap<string, string>>());

/** The decorator that an ingredient comes from. */
export const writtenBy = (recipe: Recipe, kind: keyof Recipe): string =>
  (writers.get(recipe) as ReadonlyMap<string, string>).get(kind) as string;

/** `own`, with those kinds of `inherited` that it has not: a kind is replaced as a whole. */
export const over = (own: Recipe, inherited: Recipe): Recipe => ({ ...inherited, ...own });
