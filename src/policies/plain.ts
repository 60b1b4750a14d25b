import { isTransient } from './careful.js';
import type { Rulebook } from './rulebook.js';

/** Whether what came back is a success that nobody has to be asked about. */
export const isPlain = (
  came: { readonly status?: number | undefined },
  { accept, rules, isValid, shouldRetry, logIn }: Rulebook,
): boolean =>
  logIn === undefined &&
  isValid === undefined &&
  rules.length === 0 &&
  accept.length === 0 &&
  (shouldRetry === undefined || !isTransient(came.status));
