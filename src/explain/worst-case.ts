import { cooldownOf } from '../backoff/index.js';
import { HINT_JITTER } from '../policies/decision/delay.js';
import type { Rule } from '../policies/decision/rule.js';
import type { Rulebook } from '../policies/decision/rulebook.js';
import type { Limits } from '../policies/timeout.js';
import { Pace } from './pace.js';
import type { ExplainedWorstCase } from './types.js';

/** Nobody waits for more; what goes on that long has no end. */
const ENOUGH = 100_000;

interface Wait {
  readonly min: number;
  readonly max: number;
}

export const doesRetry = (rule: Rule): boolean => rule.ends === undefined;
const hasOwnCounter = (rule: Rule): boolean => rule.maxRetries !== undefined;

/** Whether the policy's own counter is ever used: by its own judgement, or by a rule without a counter. */
const usesShared = ({ shouldRetry, rules }: Rulebook): boolean =>
  shouldRetry !== undefined || rules.some((rule) => doesRetry(rule) && !hasOwnCounter(rule));

/** How often a call can be tried again, if there were no limit of time. */
export function mostRetries(book: Rulebook): number {
  let most = usesShared(book) ? book.maxRetries : 0;
  const sums = new Map<object, number>();
  for (const rule of book.rules.filter(doesRetry)) {
    const { maxRetries = 0, sum } = rule;
    if (sum === undefined) most += maxRetries;
    else sums.set(sum, Math.min(sum.maxRetries, (sums.get(sum) ?? 0) + maxRetries));
  }
  for (const retries of sums.values()) most += retries;
  return most;
}

/** How often the policy's own sequence of delays can be asked: also by rules that have a counter, but no backoff. */
export function sharedTurns(book: Rulebook): number {
  const { shouldRetry, rules, maxRetries } = book;
  const waiting = rules.filter((rule) => doesRetry(rule) && rule.backoff === undefined);
  const own = waiting.reduce((sum, rule) => sum + (rule.maxRetries ?? 0), 0);
  const isShared = shouldRetry !== undefined || !waiting.every(hasOwnCounter);
  return Math.min(mostRetries(book), own + (isShared ? maxRetries : 0));
}

/** Other callers of a server make a pause that they share longer, and some of it may be over when this one comes. */
function waitOf(pace: Pace, retry: number): Wait {
  const shared = cooldownOf(pace.backoff);
  return shared === undefined ? pace.at(retry) : { min: 0, max: shared.longest };
}

/**
 * The waits of the worst call that the rules allow. Where there are several sequences, a server chooses which one goes on:
 * the shortest waits make most attempts fit, the longest take most time, and no call is worse than both.
 */
function waits(book: Rulebook, pace: Pace, room: number, hint: number | undefined): Wait[] {
  const sequences = [
    turns(pace, sharedTurns(book), room, hint),
    ...book.rules.map((rule) =>
      rule.backoff !== undefined && doesRetry(rule)
        ? turns(new Pace(rule.backoff), rule.maxRetries ?? book.maxRetries, room, hint)
        : [],
    ),
  ].filter(({ length }) => length > 0);
  const most = mostRetries(book);
  const all = sequences.flat();
  if (sequences.length < 2) return all.slice(0, most);
  const longest = all.map(({ max }) => max).sort((a, b) => b - a);
  const shortest = all.map(({ min }) => min).sort((a, b) => a - b);
  return shortest.slice(0, most).map((min, i) => ({ min, max: longest[i] as number }));
}

/** A sequence of delays, as far as it can get before `room` is used up. */
function turns(pace: Pace, most: number, room: number, hint: number | undefined): Wait[] {
  const all: Wait[] = [];
  for (let soonest = 0; all.length < Math.min(most, ENOUGH); ) {
    const { min, max } = waitOf(pace, all.length + 1);
    const wait = hint === undefined ? { min, max } : { min: 0, max: Math.max(max, hint) };
    soonest += wait.min;
    if (soonest >= room) break;
    all.push(wait);
  }
  return all;
}

/**
 * How often the method runs at most, and when the call ends at the latest. Attempts may last from no time to their whole
 * limit, so what has gone by after each step is a stretch of time, of which both ends are followed.
 *
 * @param hinted servers ask for waits, from next to nothing to the longest that is allowed
 */
export function worstCase(book: Rulebook, limits: Limits, pace: Pace, hinted: boolean): ExplainedWorstCase {
  const { attempt = Infinity, total = Infinity } = limits;
  // A wait has to end before this.
  const room = Math.min(total, book.maxDuration);
  const shares = (book.cooldowns ?? []).map(({ share }) => share);
  const hint = hinted ? book.maxHint * (1 + Math.max(HINT_JITTER, ...shares)) : undefined;
  let soonest = 0;
  // Hooks and logins take as long as they like.
  const takesTime = book.beforeRetry.length > 0 || book.logIn !== undefined;
  let latest = book.logIn === undefined ? Math.min(attempt, total) : total;
  // A login brings an attempt of its own, at once.
  let attempts = book.logIn === undefined ? 1 : 2;
  for (const { min, max } of waits(book, pace, room, hint)) {
    soonest += min;
    if (soonest >= room) break;
    latest = Math.min(latest + max, room);
    latest = takesTime ? total : Math.min(latest + attempt, total);
    attempts += 1;
    if (attempts > ENOUGH) return { attempts: mostRetries(book) + 1, time: Math.min(room + attempt, total) };
  }
  return { attempts, time: latest };
}
