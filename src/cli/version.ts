import { createRequire } from 'node:module';

/** Of the package that this is a part of, which finds itself by its name, wherever in it this was built to. */
export const version = (): string =>
  (createRequire(import.meta.url)('holdfast/package.json') as { readonly version: string }).version;
