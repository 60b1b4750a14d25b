import type { AttemptScope } from '../attempt.js';
import { returnedStatus } from '../outcome.js';
import { isTransient } from './careful.js';
import type { Rulebook } from './rulebook.js';

/** Which values are successes that nobody has to be asked about: none, those without a status that tells of trouble, or all. */
export type Plain = 'none' | 'by status' | 'all';

export function plainIn({ logIn, isValid, rules, accept, shouldRetry }: Rulebook): Plain {
  if (logIn !== undefined || isValid !== undefined || rules.length > 0 || accept.length > 0) return 'none';
  return shouldRetry === undefined ? 'all' : 'by status';
}

/** Whether what an attempt returned is one of them. */
export const isPlain = (value: unknown, attempt: AttemptScope, plain: Plain): boolean =>
  plain === 'by status' ? !mayPass(value, attempt) : plain === 'all';

/** Whether the status tells of trouble that may pass; so may what throws when it is read, and whoever asks again hears of it. */
function mayPass(value: unknown, attempt: AttemptScope): boolean {
  try {
    return isTransient(returnedStatus(value, attempt));
  } catch {
    return true;
  }
}
