import { bare } from '../basics/bare.js';
import { entryOf } from '../basics/entry.js';
import { isObject } from '../basics/objects.js';
import { shared } from '../basics/shared.js';
import { configuration } from '../configure/state.js';
import type { Plan } from '../policies/engine/plan.js';
import type { Recipe } from '../policies/recipe.js';
import { idleIn, planOf, retries } from '../policies/recipe.js';
import { classRecipe } from './class-recipe.js';
import { added, type Ingredient, over } from './ingredient.js';
import { publish } from './inherit.js';
import { classOf, lineage } from './places.js';
import { classNamesOf, note, registry } from './registry.js';

export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Where a method is that is called on no object. */
const NOWHERE = {};

/** One declared method and all that decorators say about it. */
export class Declaration {
  // What each call reads comes first: where many methods are called in turn, that is less to fetch from memory.
  /** The wrapper that runs the policy. One further in, below a foreign decorator, only passes on. */
  outermost: Method | undefined;
  #generation = configuration.generation;
  /** The last plan asked for, and for which class: almost always there is but one. */
  #lastPlace: object | undefined;
  #lastPlan: Plan | undefined;
  readonly key: string | symbol;
  recipe: Recipe = bare({});
  /** The method as it was written, below all wrappers. */
  original: Method | undefined;
  /** The prototype, or for a static method the class, that it was declared on; undefined as long as nobody knows. */
  place: object | undefined;
  #plans = new WeakMap<object, Plan>();

  constructor(key: string | symbol) {
    this.key = key;
  }

  add(ingredient: Ingredient, where: string): void {
    this.recipe = added(this.recipe, ingredient, where);
  }

  /** The policy for the concrete class of `self`: resolved at the first call, then looked up. */
  planFor(self: unknown): Plan {
    if (this.#generation !== configuration.generation) this.forget();
    const place = placeOf(self);
    const at = place ?? NOWHERE;
    return this.#lastPlace === at ? (this.#lastPlan as Plan) : this.#planAt(at, place);
  }

  #planAt(at: object, place: object | undefined): Plan {
    const plan = entryOf(this.#plans, at, () => this.#resolve(place));
    this.#lastPlace = at;
    this.#lastPlan = plan;
    return plan;
  }

  /** Under the name that the method has in the concrete class. */
  #resolve(place: object | undefined): Plan {
    const [owner] = classNamesOf(lineage(place));
    const name = owner === undefined ? String(this.key) : `${owner}.${String(this.key)}`;
    note(place, this.key);
    const recipe = configuration.overridden(this.writtenFor(place), place, this.key);
    return planOf(recipe, name, place, { method: name, owner: this });
  }

  /** What decorators say about the method in a concrete class. */
  writtenFor(place: object | undefined): Recipe {
    const recipe = bare(over(this.recipe, classRecipe(place)));
    const idle = idleIn(recipe).filter((kind) => this.recipe[kind] === undefined);
    if (idle.length === 0 || !retriesIn(place)) return recipe;
    // What a class says of retries is for those of its methods that have any.
    const kinds = Object.entries(recipe).filter(([kind]) => !idle.includes(kind as never));
    return bare(Object.fromEntries(kinds));
  }

  /** What was resolved is out of date. */
  forget(): void {
    this.#generation = configuration.generation;
    this.#plans = new WeakMap();
    this.#lastPlace = undefined;
  }
}

const declarations = shared('declarations@1', () => new WeakMap<Method, Declaration>());

/** Makes `wrapper` the one that runs the policy of a declared method. */
export function declare(wrapper: Method, declaration: Declaration): void {
  declarations.set(wrapper, declaration);
  declaration.outermost = wrapper;
}

/** The declaration behind a wrapper of ours. */
export const declarationOf = (method: unknown): Declaration | undefined => declarations.get(method as Method);

/** Tells a declaration where it stands, and other tools what decorators say of it, if any do. */
export function situate(declaration: Declaration, place: object): void {
  const { key, recipe } = declaration;
  declaration.place ??= place;
  registry.homeless.delete(declaration);
  note(place, key);
  const owner = classOf(place);
  if (owner !== undefined && retries(recipe)) retrying.add(owner);
  if (Object.keys(recipe).length > 0) publish(recipe, place, key);
}

/** Classes with a method that states retries of its own. */
const retrying = shared('retrying@1', () => new WeakSet<object>());

/** Whether a concrete class, or one above it, has such a method. */
const retriesIn = (place: object | undefined): boolean =>
  [...lineage(place)].some((at) => retrying.has(classOf(at) as object));

/** Where a method's class is found: the prototype for an instance, the class itself for a static method. */
function placeOf(self: unknown): object | undefined {
  if (typeof self === 'function') return self;
  // `Object.getPrototypeOf` leaves V8's own code, and takes several times as long, where the objects are of many classes.
  return isObject(self) ? (Reflect.getPrototypeOf(self) ?? undefined) : undefined;
}
