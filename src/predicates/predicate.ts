import type { Attempt } from '../attempt.js';
import type { Outcome } from '../outcome.js';

/** A method, whose parameters TypeScript compares both ways: `(o: Outcome<Item>) => o.value?.done` is a predicate too. */
interface Asks {
  about(outcome: Outcome, attempt: Attempt): boolean | Promise<boolean>;
}
type Asked = Asks['about'];

/** A question about how an attempt ended. May be asynchronous: a promise is awaited, never taken for true. */
export interface Predicate extends Asked {}
