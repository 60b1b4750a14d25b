import { read } from './objects.js';

/** Gives a function a name, by which logs, histories and messages call it. */
export const withName = <F extends object>(name: string, fn: F): F =>
  Object.defineProperty(fn, 'name', { value: name });

/** The name of a user's function or class; `otherwise` for one without. A class may have a static member called so. */
export function nameIn(value: unknown, otherwise = ''): string {
  const name = read(value, 'name');
  return typeof name === 'string' && name !== '' ? name : otherwise;
}

/** Lets a function say how it was made: `missing('summary')`, `exponential(100ms, x2, max 20s, full jitter)`. */
export const named = <F extends object>(maker: string, details: readonly string[], fn: F): F =>
  withName(`${maker}(${details.join(', ')})`, fn);
