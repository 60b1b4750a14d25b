import type { Attempt } from '../../attempt.js';
import { serverHint } from '../../backoff/hint.js';
import type { Backoff } from '../../backoff/index.js';
import { nameIn } from '../../basics/named.js';
import { ignore } from '../../basics/promise.js';
import { show } from '../../basics/show.js';
import { random, wall } from '../../clock.js';
import { ConfigError } from '../../errors.js';
import type { Outcome } from '../../outcome.js';
import { type Answer, ask, threwInstead } from '../asking/ask.js';
import type { Steps } from '../asking/settle.js';
import type { RefusedHint, Rulebook } from './rulebook.js';

/** Where a sequence of delays has got to. */
export interface Pace {
  turn: number;
  previous: number | undefined;
}

/** Why there is to be no wait, and so no retry. */
interface NoWait {
  readonly reason: string;
  readonly error: unknown;
  readonly hint: RefusedHint | undefined;
}

/** Told "60", a fleet must not come back at second 60: up to this share of a hint is added at random. */
export const HINT_JITTER = 0.1;

/**
 * The wait before the next attempt, if there is to be one: the user's own `delay`, else the server's hint, else the
 * backoff. A wait that does not fit in `room` milliseconds is not begun.
 *
 * @param shared tells the wait in place of `backoff`, and of a hint that it knows already
 */
export function* waitFor(
  outcome: Outcome,
  attempt: Attempt,
  pace: Pace,
  backoff: Backoff,
  book: Rulebook,
  room: number,
  shared?: (room: number) => number,
): Steps<number | NoWait> {
  const { delay: own, maxHint } = book;
  const hint = own === undefined ? serverHint(outcome, wall()) : undefined;
  if (hint?.delay !== undefined) {
    const { delay: asked, source } = hint;
    const allowed = Math.min(maxHint, room);
    if (asked > maxHint || asked >= room) {
      const reason = `${source} asked to wait ${asked} ms, ${Math.floor(allowed)} ms is allowed`;
      return { reason, error: undefined, hint: { asked, allowed, source } };
    }
    if (shared !== undefined) return fitting(shared(room), room);
    // Never all of the room, for then there would be no time left for the attempt.
    return asked + Math.min(asked * HINT_JITTER, (room - asked) / 2) * random();
  }
  const label = own ? 'RetryPolicy.delay' : `the backoff ${nameIn(backoff, 'function')}`;
  const { value: delay, problem } = own
    ? yield* ask(own, label, outcome, attempt, (said) => said)
    : told(() => (shared ? shared(room) : backoff(pace.turn + 1, pace.previous, random)), label);
  if (typeof delay !== 'number' || !(delay >= 0) || delay === Infinity) {
    const got = problem === undefined ? `gave ${show(delay)}` : 'threw';
    const reason = `${label} ${got}: expected milliseconds`;
    return { reason, error: new ConfigError(reason, { cause: problem ?? outcome.error }), hint: undefined };
  }
  pace.turn += 1;
  pace.previous = delay;
  return fitting(delay, room);
}

/** What a backoff says. It is pure: what comes later is no delay, and is not waited for. */
function told(delay: () => unknown, label: string): Answer {
  try {
    const value = delay();
    ignore(value);
    return { value, problem: undefined };
  } catch (problem) {
    return threwInstead(problem, label);
  }
}

const fitting = (delay: number, room: number): number | NoWait =>
  delay < room ? delay : { reason: doesNotFit(delay, room), error: undefined, hint: undefined };

/** Why a wait is not begun. */
export const doesNotFit = (delay: number, room: number): string =>
  `a wait of ${Math.ceil(delay)} ms does not fit in the ${Math.floor(room)} ms left`;
