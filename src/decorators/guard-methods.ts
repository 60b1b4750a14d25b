import { isAsync, isGenerator, isUserClass } from '../basics/functions.js';
import { Declaration, declarationOf, type Method, situate } from './declaration.js';
import { declarationAt, elementOf, legacyElementOf } from './elements.js';
import { inherit } from './inherit.js';
import { isLeftAlone } from './left-alone.js';
import { lineage, ownValue } from './places.js';
import { wrap, wrapIfAsync } from './wrapper.js';

type Class = { readonly prototype: object };

/**
 * Guards the methods of a class that carries a class-level decorator: its own, its static ones, and those that it
 * inherits from classes without decorators. What returns no promise stays as it is, and so does what a field holds.
 */
export function guardMethods(target: unknown, metadata?: object): void {
  const { prototype } = target as Class;
  for (const key of Reflect.ownKeys(prototype)) guardOwn(prototype, key, metadata, false);
  for (const key of Reflect.ownKeys(target as object)) guardOwn(target as object, key, metadata, true);
  const seen = new Set(Reflect.ownKeys(prototype));
  for (const base of lineage(Object.getPrototypeOf(prototype))) {
    if (!isUserClass(base.constructor)) break;
    for (const key of Reflect.ownKeys(base)) {
      const known = declarationAt(base, key);
      // In the TC39 dialect it may not know its place yet, and nobody that its class has retries.
      if (known !== undefined) situate(known, base);
      else if (!seen.has(key)) guardInherited(prototype, base, key);
      seen.add(key);
    }
  }
}

function guardOwn(
  place: object,
  key: string | symbol,
  metadata: object | undefined,
  isStatic: boolean,
): void {
  const descriptor = Object.getOwnPropertyDescriptor(place, key) as PropertyDescriptor;
  const method: unknown = descriptor.value;
  if (!isGuardable(key, method) || !descriptor.configurable) return;
  const declaration =
    declarationOf(method) ?? elementOf(metadata, key, isStatic) ?? legacyElementOf(place, key);
  if (declaration === undefined) {
    // A static field, which may hold any function: a schema, a class of the language.
    if (isStatic && descriptor.enumerable) return;
    const value = guarded(method, declared(key, place));
    Object.defineProperty(place, key, { ...descriptor, value });
  } else {
    // Guarded already, perhaps below a foreign decorator: the class only adds its defaults.
    situate(declaration, place);
    // A static block may have called it before.
    declaration.forget();
  }
}

/** Defines a method that goes to the inherited one, looked up at each call as the language does. */
function guardInherited(prototype: object, base: object, key: string | symbol): void {
  const method = ownValue(base, key);
  if (!isGuardable(key, method)) return;
  const inherited: Method = function (...args) {
    return (Reflect.get(Object.getPrototypeOf(prototype), key, this) as Method).apply(this, args);
  };
  inherit(inherited, method);
  const value = guarded(inherited, declared(key, prototype), isAsync(method));
  Object.defineProperty(prototype, key, { value, writable: true, configurable: true, enumerable: false });
}

function declared(key: string | symbol, place: object): Declaration {
  const declaration = new Declaration(key);
  situate(declaration, place);
  return declaration;
}

const isGuardable = (key: string | symbol, method: unknown): method is Method =>
  key !== 'constructor' &&
  typeof method === 'function' &&
  !isGenerator(method) &&
  !isUserClass(method) &&
  !isLeftAlone(method);

const guarded = (method: Method, declaration: Declaration, always = isAsync(method)): Method =>
  always ? wrap(method, declaration) : wrapIfAsync(method, declaration);
