const tag = (fn: object): unknown => Reflect.get(fn, Symbol.toStringTag);

export const isGenerator = (fn: object): boolean => /Generator/.test(String(tag(fn)));

/** Declared with `async`: it returns a promise, whatever happens. */
export const isAsync = (fn: object): boolean => tag(fn) === 'AsyncFunction';

/** Written as `class X {}` by a user: not a class of Node or of an ES5 library, such as EventEmitter. */
export function isUserClass(fn: unknown): boolean {
  if (typeof fn !== 'function') return false;
  const source = Function.prototype.toString.call(fn);
  return source.startsWith('class') && !source.includes('[native code]');
}
