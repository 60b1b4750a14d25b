import { shared } from '../basics/shared.js';
import type { Recipe } from '../policies/recipe.js';
import { added, type Ingredient, over } from './ingredient.js';
import { lineage } from './places.js';

/** By the prototype of the class, which stays where another decorator puts a `Proxy` in the place of the class. */
const recipes = shared('recipes@1', () => new WeakMap<object, Recipe>());

/** Notes a class-level decorator. */
export function addToClass(prototype: object, ingredient: Ingredient, where: string): Recipe {
  const recipe = added(recipes.get(prototype) ?? {}, ingredient, where);
  recipes.set(prototype, recipe);
  return recipe;
}

/**
 * The class-level recipe for a concrete class: kind by kind, the nearest one walking up from it, as in MicroProfile
 * Fault Tolerance.
 *
 * @param place the prototype of the concrete class, or the class itself for static methods
 */
export function classRecipe(place: object | undefined): Recipe {
  return classRecipes(place).reduce<Recipe>((recipe, { recipe: above }) => over(recipe, above), {});
}

/** The recipes that stand on a concrete class and on those above it, the nearest first. */
export function classRecipes(place: object | undefined): { at: object; recipe: Recipe }[] {
  const found: { at: object; recipe: Recipe }[] = [];
  for (const at of lineage(place)) {
    const recipe = recipes.get(typeof at === 'function' ? at.prototype : at);
    if (recipe !== undefined) found.push({ at, recipe });
  }
  return found;
}
