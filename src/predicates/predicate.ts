import type { Attempt } from '../attempt.js';
import type { Outcome } from '../outcome.js';

/** As a method, so that one that knows what its method returns may say so: `(o: Outcome<Item>) => o.value?.done`. */
interface Asks {
  about(outcome: Outcome, attempt: Attempt): boolean | Promise<boolean>;
}
type Asked = Asks['about'];

/** A question about how an attempt ended. May be asynchronous: a promise is awaited, never taken for true. */
export interface Predicate extends Asked {}
