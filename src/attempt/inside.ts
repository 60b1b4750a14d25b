import type { Attempt } from './guarded.js';
import type { RequestRecord } from './record.js';

/** What the calls inside an attempt leave with it. Most attempts have none. */
export class Inside {
  /** Their attempts that are running: what they send is sent on behalf of the one around them too. */
  readonly running = new Set<Attempt>();
  /** Of those that are over, as many requests as it takes to know whether the one around may be repeated. */
  requests: readonly RequestRecord[] = [];
  /** The failures that their policies have given up on. */
  givenUp: WeakSet<object> | undefined = undefined;
}
