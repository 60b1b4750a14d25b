import { shared } from '../basics/shared.js';
import { ownValue } from './places.js';

const leftAlone = shared('left-alone@1', () => new WeakSet<object>());

/** Methods that only pass on to a guarded one: a class-level decorator would guard the same work twice. */
export function leaveAlone(prototype: object, but: readonly string[]): void {
  for (const key of Object.getOwnPropertyNames(prototype)) {
    const value = ownValue(prototype, key);
    if (typeof value === 'function' && !but.includes(key)) leftAlone.add(value);
  }
}

export const isLeftAlone = (method: object): boolean => leftAlone.has(method);
