import { type Attempt, type AttemptScope, type Call, enclosing } from '../../attempt.js';
import { type Backoff, type Cooldown, cooldownOf } from '../../backoff/index.js';
import { shared } from '../../basics/shared.js';
import type { Outcome } from '../../outcome.js';
import type { Scope } from '../../scope.js';
import type { Rulebook } from './rulebook.js';

/** Which shared cooldowns the policy of a call has. */
const ofCalls = shared('cooldowns@1', () => new WeakMap<Call, readonly Cooldown[]>());

/** The shared cooldowns among the delays of a policy. */
export function cooldownsIn({ backoff, rules, delay }: Rulebook): readonly Cooldown[] | undefined {
  if (delay !== undefined) return undefined;
  const all = [backoff, ...rules.map((rule) => rule.backoff)].map(cooldownOf);
  const found = [...new Set(all)].filter((each) => each !== undefined);
  return found.length === 0 ? undefined : found;
}

/** Requests of this call wait out the pauses of these cooldowns. */
export const coolBy = (call: Call, cooldowns: readonly Cooldown[]): void => void ofCalls.set(call, cooldowns);

const NONE: readonly Cooldown[] = [];

/** The cooldowns of the calls around a request. */
export function cooldownsAround(scope: Scope | undefined): readonly Cooldown[] {
  let found = NONE;
  // A call that nobody has asked for has none.
  for (let at = enclosing(scope); at !== undefined; at = enclosing(at.around)) {
    const own = at.knownCall && ofCalls.get(at.knownCall);
    if (own !== undefined) found = [...found, ...own];
  }
  return found;
}

/**
 * Tells a shared cooldown that an attempt failed in a way that may pass.
 *
 * @returns how long this caller is to wait, given the time that there is; undefined if nobody shares the delays
 */
export const coolDown = (
  backoff: Backoff,
  outcome: Outcome,
  attempt: Attempt,
  now: number,
  { delay, maxHint }: Rulebook,
): ((room: number) => number) | undefined =>
  delay === undefined ? cooldownOf(backoff)?.failed(outcome, attempt, now, maxHint) : undefined;

/** An attempt succeeded: what earlier ones of its call found faulty is so no more. */
export function recovered(attempt: AttemptScope): void {
  for (const cooldown of ofCalls.get(attempt.call) ?? []) cooldown.recovered(attempt);
}
