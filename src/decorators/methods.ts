import { shared } from '../shared.js';

const tag = (fn: object): unknown => Reflect.get(fn, Symbol.toStringTag);

export const isGenerator = (fn: object): boolean => /Generator/.test(String(tag(fn)));

/** Declared with `async`: it returns a promise, whatever happens. */
export const isAsync = (fn: object): boolean => tag(fn) === 'AsyncFunction';

/** Written as `class X {}` by a user: not a class of Node or of an ES5 library, such as EventEmitter. */
export function isUserClass(fn: unknown): fn is new () => object {
  if (typeof fn !== 'function') return false;
  const source = Function.prototype.toString.call(fn);
  return source.startsWith('class') && !source.includes('[native code]');
}

const leftAlone = shared('left-alone@1', () => new WeakSet<object>());

/** Methods that only pass on to a guarded one: a class-level decorator would guard the same work twice. */
export function leaveAlone(prototype: object, but: readonly string[]): void {
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const value: unknown = Object.getOwnPropertyDescriptor(prototype, key)?.value;
    if (typeof value === 'function' && !but.includes(key)) leftAlone.add(value);
  }
}

export const isLeftAlone = (method: object): boolean => leftAlone.has(method);
