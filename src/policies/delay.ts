import type { Attempt } from '../attempt.js';
import type { Backoff } from '../backoff/index.js';
import { random, wall } from '../clock.js';
import { ConfigError, show } from '../errors.js';
import { serverHint } from '../hint.js';
import type { Outcome } from '../outcome.js';
import { ask } from './ask.js';
import type { Decision, Rulebook } from './rulebook.js';
import type { Steps } from './settle.js';

/** Where a sequence of delays has got to. */
export interface Pace {
  turn: number;
  previous: number | undefined;
}

/** How long to wait; without a `delay`, why there is nothing to wait for. */
interface Wait {
  readonly delay?: number;
  readonly reason?: string;
  readonly ending?: Pick<Extract<Decision, { retry: false }>, 'error' | 'hint'>;
}

/** Told "60", a fleet must not come back at second 60: up to this share of a hint is added at random. */
const HINT_JITTER = 0.1;

/**
 * The wait before the next attempt, if there is to be one: the user's own `delay`, else the server's hint, else the
 * backoff. A wait that does not fit in `room` milliseconds is not begun.
 */
export function* waitFor(
  outcome: Outcome,
  attempt: Attempt,
  pace: Pace,
  backoff: Backoff,
  book: Rulebook,
  room: number,
): Steps<Wait> {
  const { delay: own, maxHint } = book;
  const hint = own === undefined ? serverHint(outcome, wall()) : undefined;
  if (hint?.delay !== undefined) {
    const { delay: asked, source = 'a header' } = hint;
    const allowed = Math.min(maxHint, room);
    if (asked > maxHint || asked >= room) {
      const reason = `${source} asked to wait ${asked} ms, at most ${Math.floor(allowed)} ms is allowed`;
      return { reason, ending: { hint: { asked, allowed, source } } };
    }
    return { delay: Math.min(asked * (1 + HINT_JITTER * random()), room) };
  }
  const computed = yield* ask(own ?? (() => backoff(pace.turn + 1, pace.previous, random)), outcome, attempt);
  const delay = computed.value;
  if (typeof delay !== 'number' || !(delay >= 0) || delay === Infinity) {
    const got = computed.problem === undefined ? `gave ${show(delay)}` : 'threw';
    const message = `${own ? 'RetryPolicy.delay' : `the backoff ${backoff.name}`} ${got}: expected milliseconds`;
    const cause = computed.problem ?? outcome.error;
    return { reason: message, ending: { error: new ConfigError(message, { cause }) } };
  }
  pace.turn += 1;
  pace.previous = delay;
  if (delay >= room)
    return { reason: `a wait of ${Math.ceil(delay)} ms does not fit in the ${Math.floor(room)} ms left` };
  return { delay };
}
