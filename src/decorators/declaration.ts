import { configuration } from '../configure/state.js';
import type { Guarded } from '../guarded.js';
import type { Recipe } from '../policies/recipe.js';
import { planOf } from '../policies/recipe.js';
import type { Plan } from '../policies/run.js';
import { shared } from '../shared.js';
import { classRecipe } from './class-recipe.js';
import { added, type Ingredient, over } from './ingredient.js';
import { note, registry } from './registry.js';

export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** The plan of a declared method, under the name that it has in the concrete class. */
export interface NamedPlan extends Plan, Guarded {
  readonly method: string;
}

/** One declared method and all that decorators say about it. */
export class Declaration {
  readonly key: string | symbol;
  /** The wrapper that runs the policy. One further in, below a foreign decorator, only passes on. */
  outermost: Method | undefined;
  recipe: Recipe = {};
  /** The method as it was written, below all wrappers. */
  original: Method | undefined;
  /** The prototype, or for a static method the class, that it was declared on; undefined as long as nobody knows. */
  place: object | undefined;
  #plans = new WeakMap<object, NamedPlan>();
  /** The last one asked for, and for which class: almost always there is but one. */
  #lastPlace: object | undefined;
  #lastPlan: NamedPlan | undefined;
  #unbound: NamedPlan | undefined;
  #generation = configuration.generation;

  constructor(key: string | symbol) {
    this.key = key;
  }

  add(ingredient: Ingredient, where: string): void {
    this.recipe = added(this.recipe, ingredient, where);
    // Called already, by a static block of its own class?
    this.#forget();
  }

  /** The policy for the concrete class of `self`: resolved at the first call, then looked up. */
  planFor(self: unknown): NamedPlan {
    if (this.#generation !== configuration.generation) this.#forget();
    const place = placeOf(self);
    if (place === undefined) {
      this.#unbound ??= this.#resolve(undefined);
      return this.#unbound;
    }
    if (this.#lastPlace === place) return this.#lastPlan as NamedPlan;
    let plan = this.#plans.get(place);
    if (plan === undefined) {
      plan = this.#resolve(place);
      this.#plans.set(place, plan);
    }
    this.#lastPlace = place;
    this.#lastPlan = plan;
    return plan;
  }

  #resolve(place: object | undefined): NamedPlan {
    const owner = typeof place === 'function' ? place.name : place?.constructor?.name;
    const name = owner ? `${owner}.${String(this.key)}` : String(this.key);
    if (place !== undefined) note(place, this.key);
    const recipe = configuration.overridden(this.writtenFor(place), place, this.key);
    return { ...planOf(recipe, name, place), method: name, owner: this };
  }

  /** What decorators say about the method in a concrete class. */
  writtenFor(place: object | undefined): Recipe {
    return place === undefined ? this.recipe : over(this.recipe, classRecipe(place));
  }

  #forget(): void {
    this.#generation = configuration.generation;
    this.#plans = new WeakMap();
    this.#lastPlace = undefined;
    this.#unbound = undefined;
  }
}

const declarations = shared('declarations@1', () => new WeakMap<Method, Declaration>());

/** Makes `wrapper` the one that runs the policy of a declared method. */
export function declare(wrapper: Method, declaration: Declaration): void {
  declarations.set(wrapper, declaration);
  declaration.outermost = wrapper;
}

/** The declaration behind a wrapper of ours. */
export const declarationOf = (method: unknown): Declaration | undefined =>
  typeof method === 'function' ? declarations.get(method as Method) : undefined;

/** Tells a declaration where it stands. */
export function settle(declaration: Declaration, place: object): void {
  declaration.place ??= place;
  registry.homeless.delete(declaration);
  note(place, declaration.key);
}

/** Where a method's class is found: the prototype for an instance, the class itself for a static method. */
function placeOf(self: unknown): object | undefined {
  if (typeof self === 'function') return self;
  return typeof self === 'object' && self !== null ? (Object.getPrototypeOf(self) ?? undefined) : undefined;
}
