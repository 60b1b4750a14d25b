import { expect } from 'vitest';

/** The error with which `work` fails, as it has to. */
export const failureOf = (work: Promise<unknown>): Promise<any> =>
  work.then(
    (value) => expect.fail(`resolved with ${value}`),
    (error) => error,
  );
