import { classRecipes } from '../decorators/class-recipe.js';
import { type Declaration, declarationOf } from '../decorators/declaration.js';
import { declarationAt } from '../decorators/elements.js';
import { writtenBy } from '../decorators/ingredient.js';
import { lineage } from '../decorators/places.js';
import { classNameOf } from '../decorators/registry.js';
import type { Recipe } from '../policies/recipe.js';

/** A guarded method of a concrete class. */
export interface Subject {
  readonly declaration: Declaration;
  /** The prototype, or the class for a static method; undefined as long as nobody knows. */
  readonly place: object | undefined;
}

/** The guarded methods of a class, its own and those that it inherits, static ones last. */
export function subjectsOf(target: { readonly prototype: object }): Subject[] {
  return [...guardedAt(target.prototype), ...guardedAt(target)];
}

/** The guarded methods that a source text calls on its own object. */
export const calledIn = (text: string, place: object | undefined): Subject[] =>
  guardedAt(place).filter(({ declaration }) => text.includes(`this.${String(declaration.key)}(`));

function guardedAt(place: object | undefined): Subject[] {
  const found = new Map<string | symbol, Subject>();
  const seen = new Set<string | symbol>();
  for (const at of lineage(place)) {
    for (const key of Reflect.ownKeys(at)) {
      const declaration = seen.has(key) ? undefined : declarationAt(at, key);
      seen.add(key);
      if (declaration !== undefined) found.set(key, { declaration, place });
    }
  }
  return [...found.values()];
}

/** The subject behind a method: with the class that declares it, if that is known. */
export function subjectOf(method: unknown): Subject | undefined {
  const declaration = declarationOf(method);
  return declaration && { declaration, place: declaration.place };
}

export function nameOf({ declaration, place }: Subject): string {
  const owner = place === undefined ? '' : classNameOf(place);
  return owner === '' ? String(declaration.key) : `${owner}.${String(declaration.key)}`;
}

/** Who wrote an ingredient, and where: `@Retry on TodoApi.getItem`, `@Resilient on class BaseApi`. */
export function sourceOf({ declaration, place }: Subject, kind: keyof Recipe): string {
  const { key, recipe } = declaration;
  if (recipe[kind] !== undefined)
    return `${writtenBy(recipe, kind)} on ${declaredAs(place, declaration, key)}`;
  for (const { at, recipe: inherited } of classRecipes(place))
    if (inherited[kind] !== undefined) return `${writtenBy(inherited, kind)} on class ${classNameOf(at)}`;
  return 'default';
}

/** The method under the name of the class that declares it, which may be one above the concrete class. */
function declaredAs(place: object | undefined, declaration: Declaration, key: string | symbol): string {
  for (const at of lineage(place))
    if (declarationAt(at, key) === declaration) return nameOf({ declaration, place: at });
  return String(key);
}
