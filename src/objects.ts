/** Whether it may have properties to look at; a function may too, but nobody keeps a response in one. */
export const isObject = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === 'object' && value !== null;

/** Whether it is itself and no other, so that something can be tied to it: objects and functions, not `7`. */
export const hasIdentity = (value: unknown): value is object =>
  isObject(value) || typeof value === 'function';
