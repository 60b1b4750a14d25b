/** Gives a function a name, by which logs, histories and messages call it. */
export const withName = <F extends object>(name: string, fn: F): F =>
  Object.defineProperty(fn, 'name', { value: name });

/** Lets a function say how it was made: `missing('summary')`, `exponential(100ms, x2, max 20s, full jitter)`. */
export const named = <F extends object>(maker: string, details: readonly string[], fn: F): F =>
  withName(`${maker}(${details.join(', ')})`, fn);
