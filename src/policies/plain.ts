import type { AttemptScope } from '../attempt.js';
import { returnedStatus } from '../outcome.js';
import { isTransient } from './careful.js';
import type { Rulebook } from './rulebook.js';

/** Whether what an attempt returned is a success that nobody has to be asked about. */
export const isPlain = (value: unknown, attempt: AttemptScope, book: Rulebook): boolean =>
  book.logIn === undefined &&
  book.isValid === undefined &&
  book.rules.length === 0 &&
  book.accept.length === 0 &&
  (book.shouldRetry === undefined || !mayPass(value, attempt));

/** Whether the status tells of trouble that may pass; so may what throws when it is read, and whoever asks again hears of it. */
function mayPass(value: unknown, attempt: AttemptScope): boolean {
  try {
    return isTransient(returnedStatus(value, attempt));
  } catch {
    return true;
  }
}
