import { types } from 'node:util';

/** Whether it may have properties to look at; a function may too, but nobody keeps a response in one. */
export const isObject = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === 'object' && value !== null;

/** Whether it is itself and no other, so that something can be tied to it: objects and functions, not `7`. */
export const hasIdentity = (value: unknown): value is object =>
  isObject(value) || typeof value === 'function';

/** Also those of another realm: within a `vm` context, as under Jest, those of Node itself are. */
export const isError = (value: unknown): value is Error =>
  value instanceof Error || types.isNativeError(value);

/** What `look` finds in an object of strangers; nothing, where a getter or a proxy of theirs throws. */
export function tried<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** What an object says under a name, if it is one and can be read. */
export const read = (value: unknown, key: PropertyKey): unknown =>
  hasIdentity(value) ? tried(() => Reflect.get(value, key)) : undefined;
