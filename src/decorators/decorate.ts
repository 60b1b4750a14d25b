import { isGenerator } from '../basics/functions.js';
import { nameIn } from '../basics/named.js';
import { isObject } from '../basics/objects.js';
import { show } from '../basics/show.js';
import { ConfigError } from '../errors.js';
import { addToClass } from './class-recipe.js';
import { type Declaration, type Method, situate } from './declaration.js';
import { declarationAt, legacyElement, standardElement } from './elements.js';
import { guardMethods } from './guard-methods.js';
import type { Ingredient } from './ingredient.js';
import { publish } from './inherit.js';
import { lineage } from './places.js';
import { classNameOf, note, registry } from './registry.js';
import type { PolicyDecorator } from './types.js';
import { wrap } from './wrapper.js';

/**
 * Makes a decorator. The only place that knows the two dialects: TC39 calls `(value, context)`, TypeScript's
 * `experimentalDecorators` calls `(target, key, descriptor)`, or `(target)` for a class.
 */
export function decorator(ingredient: Ingredient): PolicyDecorator {
  const decorate = (target: unknown, second?: unknown, descriptor?: unknown): unknown => {
    if (isContext(second)) return standard(ingredient, target, second);
    return second === undefined
      ? onClass(ingredient, target)
      : legacy(ingredient, target, second, descriptor);
  };
  return decorate as PolicyDecorator;
}

/**
 * Written without its parentheses, a decorator is given what it should decorate, and takes that for its options. With two
 * arguments, it would forget the second. Only an index, as `map` gives, means nothing.
 *
 * @param rest what it was given besides
 * @param usual what one would give it, for the message
 */
export function demandCall(by: string, [second]: readonly unknown[], usual = ''): void {
  if (second !== undefined && typeof second !== 'number')
    throw new ConfigError(`${by}: expected parentheses with at most one argument, as in ${by}(${usual})`);
}

const isContext = (second: unknown): second is DecoratorContext => typeof second === 'object';

function standard(ingredient: Ingredient, value: unknown, context: DecoratorContext): unknown {
  if (context.kind === 'class') return onClass(ingredient, value, context.metadata);
  const where = `${context.static ? 'static ' : ''}${String(context.name)}`;
  if (context.kind !== 'method')
    throw refused(ingredient, where, `${context.kind === 'accessor' ? 'an' : 'a'} ${context.kind}`);
  const declaration = standardElement(context, value);
  const wrapper = onMethod(ingredient, value, declaration, where);
  if (context.private) return wrapper;
  registry.homeless.add(declaration);
  // The class does not exist yet; its first instance (or the class, for a static method) tells where it is.
  context.addInitializer(function (this: unknown) {
    if (declaration.place !== undefined) return;
    const place = context.static ? (this as object) : ownerOf(this as object, declaration);
    if (place !== undefined) situate(declaration, place);
  });
  return wrapper;
}

function legacy(ingredient: Ingredient, target: unknown, key: unknown, descriptor: unknown): unknown {
  const where = `${classNameOf(target as object)}.${String(key)}`;
  if (!isObject(descriptor)) {
    throw refused(ingredient, where, typeof descriptor === 'number' ? 'a parameter' : 'a field');
  }
  const property = descriptor as PropertyDescriptor;
  const { value, get, set } = property;
  if (get ?? set) throw refused(ingredient, where, 'an accessor');
  const declaration = legacyElement(target as object, key as string | symbol);
  const wrapper = onMethod(ingredient, value, declaration, where);
  situate(declaration, target as object);
  // In place too: what puts several decorators into one, as NestJS' applyDecorators does, drops what they return.
  return Object.assign(property, { value: wrapper });
}

function onMethod(ingredient: Ingredient, value: unknown, declaration: Declaration, where: string): Method {
  if (typeof value !== 'function') throw refused(ingredient, where, show(value));
  if (isGenerator(value)) {
    const advice =
      'a retry would repeat what was delivered; guard the method that fetches one page, for paginate of holdfast/rest';
    throw refused(ingredient, where, `a generator (${advice})`);
  }
  declaration.add(ingredient, where);
  return value === declaration.outermost ? (value as Method) : wrap(value as Method, declaration);
}

function onClass(ingredient: Ingredient, target: unknown, metadata?: object): void {
  if (typeof target !== 'function' || !isObject(target.prototype))
    throw refused(ingredient, show(target), 'no class');
  publish(addToClass(target.prototype, ingredient, nameIn(target)), target);
  note(target);
  guardMethods(target, metadata);
}

const refused = ({ by }: Ingredient, where: string, what: string): ConfigError =>
  new ConfigError(`${by} on ${where}: expected a method that returns a promise, this is ${what}`);

/** The prototype with this very method, which a derived class may have overridden. */
function ownerOf(instance: object, declaration: Declaration): object | undefined {
  for (const at of lineage(instance)) if (declarationAt(at, declaration.key) === declaration) return at;
  return undefined;
}
