import { bare } from '../basics/bare.js';
import { nameIn } from '../basics/named.js';
import { suggest } from '../basics/nearest.js';
import { overridden } from '../configure/overrides.js';
import { configuration, settingsFor } from '../configure/state.js';
import { ConfigError, unexpected } from '../errors.js';
import { RetryPolicy } from '../policies/index.js';
import { planOf, type Recipe } from '../policies/recipe.js';
import { isPolicyClass, policyOf } from '../policies/resilience-options.js';
import { type Resilience, recipeBehind } from '../policies/resilient.js';
import type { Case } from './case.js';
import { Explanation } from './explanation.js';
import { explained } from './method.js';
import { calledIn, nameOf, type Subject, sourceOf, subjectOf, subjectsOf } from './subjects.js';

type Explainable =
  | { readonly prototype: object }
  | ((...args: never[]) => unknown)
  | RetryPolicy
  | Resilience
  | object;

/**
 * What really happens when a method is called, after class-level decorators, inheritance and `configure`: each strategy
 * with its numbers and who stated them, the delays, the worst case in attempts and time, and what was hardly meant.
 *
 * `console.log` prints it as text; there are `toString()`, `toJSON()` and `toSVG()`.
 *
 * @param target a class, an instance, a decorated method, what `resilient()` returned, a policy or its class
 * @param method the name of a method of the class, where only that one is asked for
 * @throws ConfigError for what nothing of holdfast guards
 * @example
 * class TodoApi {
 *   @Retry() @Timeout({ attempt: '2s', total: '10s' })
 *   getItem(id: string) { return this.http.get(`/items/${id}`); }
 * }
 * const explanation = explain(TodoApi);
 * explanation.methods[0].worstCase.attempts; // 4
 * `${explanation}`; // a text for people
 */
export function explain(target: Explainable, method?: string | symbol): Explanation {
  const explanation = explanationOf(target, method);
  if (explanation !== undefined) return explanation;
  throw unexpected('explain', 'a class with guarded methods, a guarded method or a policy', target);
}

/** As `explain`, but undefined for what nothing of holdfast guards. */
export const explanationOf = (target: unknown, method?: string | symbol): Explanation | undefined =>
  ofPolicy(target) ?? ofRecipe(target) ?? ofMethod(target) ?? ofClass(target, method);

function ofPolicy(source: unknown): Explanation | undefined {
  if (!(source instanceof RetryPolicy) && !isPolicyClass(source)) return undefined;
  const policy = policyOf(source, 'explain');
  const { name } = policy.constructor;
  return new Explanation(name, [explained(plainCase(name, { retry: policy }))]);
}

function ofRecipe(policy: unknown): Explanation | undefined {
  const recipe = recipeBehind(policy);
  return recipe && new Explanation('resilient', [explained(plainCase('resilient', recipe))]);
}

function ofMethod(method: unknown): Explanation | undefined {
  const subject = subjectOf(method);
  return subject && new Explanation(nameOf(subject), [explained(caseOf(subject, undefined))]);
}

function ofClass(target: unknown, method: string | symbol | undefined): Explanation | undefined {
  const isClass = typeof target === 'function';
  const owner: unknown = isClass ? target : (target as object | null | undefined)?.constructor;
  if (typeof owner !== 'function' || typeof owner.prototype !== 'object') return undefined;
  const self = isClass ? undefined : target;
  const all = subjectsOf(owner as never);
  if (all.length === 0) return undefined;
  const subjects = method === undefined ? all : all.filter(({ declaration }) => declaration.key === method);
  if (subjects.length === 0) {
    const key = String(method);
    const known = all.map(({ declaration }) => String(declaration.key));
    throw new ConfigError(`explain: no guarded method is called '${key}'${suggest(key, known)}`);
  }
  const name = method === undefined ? nameIn(owner) : nameOf(subjects[0] as Subject);
  return new Explanation(
    name,
    subjects.map((subject) => explained(caseOf(subject, self))),
  );
}

/** What holds for a method, after `configure`. */
const recipeOf = ({ declaration, place }: Subject): Recipe =>
  bare(overridden(declaration.writtenFor(place), place, declaration.key));

function caseOf(subject: Subject, self: unknown): Case {
  const { declaration, place } = subject;
  const { key, original } = declaration;
  const name = nameOf(subject);
  const recipe = recipeOf(subject);
  const text = original === undefined ? '' : Function.prototype.toString.call(original);
  const configured = settingsFor(place, key);
  const enabled = configuration.enabled && configured.get('enabled')?.value !== false;
  const unplaced =
    'its class is not known before its first instance; ask for the class, to see what that adds';
  return {
    name,
    enabled,
    recipe,
    limits: bare(recipe.timeout ?? {}),
    book: bookOf(recipe, name, place, self),
    configured,
    source: (kind) => sourceOf(subject, kind),
    text,
    calls: calledIn(text, place).map((callee) => ({
      name: String(callee.declaration.key),
      book: bookOf(recipeOf(callee), nameOf(callee), place, self),
    })),
    remarks: place === undefined ? [unplaced] : [],
  };
}

const plainCase = (name: string, recipe: Recipe): Case => ({
  name,
  enabled: true,
  recipe: bare(recipe),
  limits: bare(recipe.timeout ?? {}),
  book: bookOf(recipe, name, undefined, undefined),
  configured: new Map(),
  source: (kind) => (Object.hasOwn(recipe, kind) ? name : 'default'),
  text: '',
  calls: [],
  remarks: [],
});

/** A function that chooses the policy needs the object to choose for. */
function bookOf(recipe: Recipe, name: string, place: object | undefined, self: unknown) {
  const { course } = planOf(recipe, name, place);
  if (typeof course !== 'function') return course.book;
  return self === undefined ? undefined : course(self).book;
}
