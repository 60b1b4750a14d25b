const tag = (fn: object): unknown => Reflect.get(fn, Symbol.toStringTag);

export const isGenerator = (fn: object): boolean => /Generator/.test(String(tag(fn)));

/** Declared with `async`: it returns a promise, whatever happens. */
export const isAsync = (fn: object): boolean => tag(fn) === 'AsyncFunction';

/** Written as `class X {}`: not built into the language, such as Object, and not of ES5, such as EventEmitter. */
export const isUserClass = (fn: unknown): fn is new () => object =>
  Object.getOwnPropertyDescriptor(Object(fn), 'prototype')?.writable === false &&
  !Function.prototype.toString.call(fn).endsWith('{ [native code] }');

/** A class of errors, built in or not: called as a function, `TypeError` returns an error, and so a yes. */
export const isErrorClass = (fn: unknown): boolean =>
  fn === Error || (typeof fn === 'function' && fn.prototype instanceof Error);
