/**
 * Lets `instanceof` ask this of what it is given. It would look at the prototype chain, which differs between two copies
 * of the package in one process (ESM beside CommonJS, or two versions).
 */
export function recognise(target: object, isInstance: (it: unknown) => boolean): void {
  Object.defineProperty(target, Symbol.hasInstance, {
    value(this: unknown, it: unknown): boolean {
      // A user's subclass inherits this function, but is told by its prototype like any class.
      return this === target
        ? isInstance(it)
        : Function.prototype[Symbol.hasInstance].call(this as () => void, it);
    },
  });
}
