const tag = (fn: object): unknown => Reflect.get(fn, Symbol.toStringTag);

export const isGenerator = (fn: object): boolean => /Generator/.test(String(tag(fn)));

/** Declared with `async`: it returns a promise, whatever happens. */
export const isAsync = (fn: object): boolean => tag(fn) === 'AsyncFunction';

/** Any class, but for those of ES5. A frozen function has such a prototype too. */
export const isLikeClass = (fn: object): boolean =>
  Object.getOwnPropertyDescriptor(fn, 'prototype')?.writable === false;

/** Written as `class X {}`: not built into the language, such as Object, and not of ES5, such as EventEmitter. */
export function isUserClass(fn: unknown): fn is new () => object {
  if (typeof fn !== 'function' || !isLikeClass(fn)) return false;
  const source = Function.prototype.toString.call(fn);
  if (source.endsWith('{ [native code] }')) return false;
  // Of a frozen function it is never writable. A class that was compiled to one has methods.
  return !Object.isFrozen(fn) || /^class\b/.test(source) || Reflect.ownKeys(fn.prototype).length > 1;
}

/** A class of errors, built in or not: called as a function, `TypeError` returns an error, and so a yes. */
export const isErrorClass = (fn: unknown): boolean =>
  fn === Error || (typeof fn === 'function' && fn.prototype instanceof Error);
