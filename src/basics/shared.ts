/**
 * What there must be one of in a process, although the package can be loaded twice (ESM beside CommonJS, or two
 * versions): the first copy makes it, and all others take it. It hangs on globalThis under a registered symbol.
 *
 * @param name with the version of its shape, which every copy that knows the name has to understand: `'ambient@1'`
 */
export function shared<T extends object>(name: string, make: () => T): T {
  const slot = globalThis as { [key: symbol]: T | undefined };
  const key = Symbol.for(`holdfast.${name}`);
  const there = slot[key] ?? make();
  slot[key] = there;
  return there;
}
