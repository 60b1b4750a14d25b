import type { AttemptScope } from '../../attempt.js';
import { returnedStatus } from '../../outcome.js';
import { isTransient } from '../safety/careful.js';
import type { Rulebook } from './rulebook.js';

/** Which values are successes that nobody has to be asked about: none, those without a status that tells of trouble, or all. */
export type Plain = 'none' | 'by status' | 'all';

export function plainIn({ logIn, isValid, rules, accept, shouldRetry }: Rulebook): Plain {
  if (logIn !== undefined || isValid !== undefined || rules.length > 0 || accept.length > 0) return 'none';
  return shouldRetry === undefined ? 'all' : 'by status';
}

/** Whether what an attempt returned is one of them. */
export const isPlain = (value: unknown, attempt: AttemptScope, plain: Plain): boolean =>
  plain === 'by status' ? !isTransient(returnedStatus(value, attempt)) : plain === 'all';
