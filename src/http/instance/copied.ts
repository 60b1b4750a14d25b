import type { InternalAxiosRequestConfig } from 'axios';

/** Without a prototype, or a polluted one would make it another kind of property. */
const HAS_OWN = Object.freeze({
  __proto__: null as never,
  value: Object.prototype.hasOwnProperty,
  writable: true,
  configurable: true,
});

/**
 * A copy of a config. Those of axios have no prototype, so that nobody can pollute it, and bring this one method along for
 * adapters.
 */
export function copied(config: object, prototype: object | null): InternalAxiosRequestConfig {
  const copy = Object.assign(Object.create(prototype), config);
  if (!('hasOwnProperty' in copy)) Object.defineProperty(copy, 'hasOwnProperty', HAS_OWN);
  return copy;
}
