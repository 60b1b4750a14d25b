/** What a property of this very object holds. A getter is not asked, and holds nothing. */
export const ownValue = (object: object, key: string | symbol): unknown =>
  Object.getOwnPropertyDescriptor(object, key)?.value;

type Class = (...args: never[]) => unknown;

/** The class whose prototype, or constructor, this is; an ordinary object has none. */
export function classOf(place: object): Class | undefined {
  const owner = typeof place === 'function' ? place : ownValue(place, 'constructor');
  return typeof owner === 'function' ? (owner as Class) : undefined;
}

/** This object and those that it inherits from, the nearest first. */
export function* lineage(place: object | null | undefined): Generator<object> {
  for (let at = place ?? null; at !== null; at = Object.getPrototypeOf(at)) yield at;
}
