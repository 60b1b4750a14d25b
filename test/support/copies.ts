/** Another copy of a module of src, as when a process loads two versions of the package, or both of its builds. */
export function anotherCopy<Module>(file: string): Promise<Module> {
  const { pathname } = new URL(`../../src/${file}.ts`, import.meta.url);
  return import(/* @vite-ignore */ `${pathname}?copy`);
}
