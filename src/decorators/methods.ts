import { shared } from '../shared.js';
import { ownValue } from './places.js';

const tag = (fn: object): unknown => Reflect.get(fn, Symbol.toStringTag);

export const isGenerator = (fn: object): boolean => /Generator/.test(String(tag(fn)));

/** Declared with `async`: it returns a promise, whatever happens. */
export const isAsync = (fn: object): boolean => tag(fn) === 'AsyncFunction';

/** Written as `class X {}`: not built into the language, such as Object, and not of ES5, such as EventEmitter. */
export const isUserClass = (fn: unknown): fn is new () => object =>
  Object.getOwnPropertyDescriptor(Object(fn), 'prototype')?.writable === false &&
  !Function.prototype.toString.call(fn).endsWith('{ [native code] }');

const leftAlone = shared('left-alone@1', () => new WeakSet<object>());

/** Methods that only pass on to a guarded one: a class-level decorator would guard the same work twice. */
export function leaveAlone(prototype: object, but: readonly string[]): void {
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const value = ownValue(prototype, key);
    if (typeof value === 'function' && !but.includes(key)) leftAlone.add(value);
  }
}

export const isLeftAlone = (method: object): boolean => leftAlone.has(method);
