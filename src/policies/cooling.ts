import { type Attempt, type AttemptScope, type Call, enclosing } from '../attempt.js';
import { type Backoff, type Cooldown, cooldownOf, type Gate, type Place } from '../backoff/index.js';
import { random, wall } from '../clock.js';
import { CooldownError } from '../errors.js';
import { serverHint } from '../hint.js';
import type { Outcome } from '../outcome.js';
import type { Scope } from '../scope.js';
import { shared } from '../shared.js';
import type { Rulebook } from './rulebook.js';

/** Which shared cooldowns the policy of a call has; and the pauses to which failures of that call were told. */
const ofCalls = shared('cooldowns@1', () => new WeakMap<Call, readonly Cooldown[]>());
const told = shared('cooldowns-told@1', () => new WeakMap<Call, Set<Gate>>());

/** When an attempt that had to wait out a pause went on. */
const wentOn = shared('cooldowns-passed@1', () => new WeakMap<AttemptScope, number>());

/** Where the requests were to go that were not sent because of a pause. */
const heldBack = shared('cooldowns-held@1', () => new WeakMap<object, Place>());

/** Notes where a request was to go that was not sent. */
export function heldAt<E extends Error>(error: E, place: Place): E {
  heldBack.set(error, place);
  return error;
}

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

/** An attempt goes on after a pause: what it sends is sent from now on. */
export const goesOn = (attempt: AttemptScope, now: number): void => void wentOn.set(attempt, now);

/**
 * Tells a shared cooldown that an attempt failed in a way that may pass.
 *
 * @returns how long this caller is to wait, given the time that there is; undefined if nobody shares the delays
 */
export function coolDown(
  backoff: Backoff,
  outcome: Outcome,
  attempt: Attempt,
  now: number,
  { delay, maxHint }: Rulebook,
): ((room: number) => number) | undefined {
  const cooldown = delay === undefined ? cooldownOf(backoff) : undefined;
  if (cooldown === undefined) return undefined;
  const gate = cooldown.begin(placeOf(outcome, attempt), now);
  if (gate === undefined) return undefined;
  const asked = serverHint(outcome, wall())?.delay;
  const { call } = attempt as AttemptScope;
  gate.failed(begunAt(attempt as AttemptScope), now, (asked ?? Infinity) <= maxHint ? asked : undefined);
  told.set(call, (told.get(call) ?? new Set()).add(gate));
  return (room) => gate.wait(now, room, random);
}

/** A retry succeeded: what its call found faulty is so no more. */
export function recovered(attempt: AttemptScope): void {
  for (const gate of told.get(attempt.call) ?? []) gate.recovered(begunAt(attempt));
}

const begunAt = (attempt: AttemptScope): number => wentOn.get(attempt) ?? attempt.startedAt;

/** Where the last request of an attempt went. */
function placeOf(outcome: Outcome, attempt: Attempt): Place {
  const { requests, innerRequests } = attempt as Partial<AttemptScope>;
  const { error } = outcome;
  const held = error instanceof CooldownError ? heldBack.get(error) : undefined;
  if (held !== undefined) return held;
  const sent = requests?.at(-1) ?? innerRequests?.at(-1);
  return { client: sent?.client, host: hostOf((sent ?? outcome.request)?.url) };
}

export const hostOf = (url: string | undefined): string | undefined =>
  url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
