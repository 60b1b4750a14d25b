import type { Attempt, AttemptScope, Call } from '../attempt.js';
import { entryOf } from '../basics/entry.js';
import { shared } from '../basics/shared.js';
import { random, wall } from '../clock.js';
import type { Outcome } from '../outcome.js';
import type { Gate } from './gate.js';
import { serverHint } from './hint.js';

/** Where a request went. */
export interface Place {
  /** The client that sent it, if that is known. */
  readonly client?: object | undefined;
  /** With its port. */
  readonly host?: string | undefined;
}

/** So many hosts are remembered before those whose pause is long over are forgotten. */
const MANY = 1_000;

/** The pauses of one shared cooldown. */
export class Cooldown {
  /** How far those who waited come back apart, as a share of the pause. */
  readonly share: number;
  /** No caller waits longer, unless the server asks for it: others may have found the server faulty before. */
  readonly longest: number;
  readonly #scope: 'client' | 'host';
  readonly #make: () => Gate;
  readonly #byClient = new WeakMap<object, Gate>();
  readonly #byHost = new Map<string, Gate>();
  /** The pauses to which failures of a call were told. */
  readonly #told = new WeakMap<Call, Set<Gate>>();

  constructor(scope: 'client' | 'host', make: () => Gate, share: number, max: number) {
    this.share = share;
    this.longest = max * (1 + share);
    this.#scope = scope;
    this.#make = make;
  }

  /** The pause at a place, if there has been one; undefined for a place that nobody knows. */
  at({ client, host }: Place): Gate | undefined {
    return this.#scope === 'host' ? this.#byHost.get(host as string) : this.#byClient.get(client as object);
  }

  /** The same, made if need be. */
  begin(place: Place, now: number): Gate | undefined {
    const { client, host } = place;
    const known = this.at(place);
    if (known !== undefined) return known;
    const gate = this.#make();
    if (this.#scope === 'client' && client !== undefined) this.#byClient.set(client, gate);
    else if (this.#scope === 'host' && host !== undefined) this.#remember(host, gate, now);
    else return undefined;
    return gate;
  }

  /**
   * An attempt failed in a way that may pass.
   *
   * @param maxHint the longest wait that a server may ask for, in milliseconds
   * @returns how long this caller is to wait, given the time that there is; undefined for a place that nobody knows
   */
  failed(
    outcome: Outcome,
    attempt: Attempt,
    now: number,
    maxHint: number,
  ): ((room: number) => number) | undefined {
    const gate = this.begin(placeOf(outcome, attempt), now);
    if (gate === undefined) return undefined;
    const asked = serverHint(outcome, wall())?.delay;
    const { call } = attempt as AttemptScope;
    gate.failed(begunAt(attempt as AttemptScope), now, (asked ?? Infinity) <= maxHint ? asked : undefined);
    entryOf(this.#told, call, () => new Set()).add(gate);
    return (room) => gate.wait(now, room, random);
  }

  /** An attempt succeeded: what earlier ones of its call found faulty is so no more. */
  recovered(attempt: AttemptScope): void {
    for (const gate of this.#told.get(attempt.call) ?? []) gate.recovered(begunAt(attempt));
  }

  #remember(host: string, gate: Gate, now: number): void {
    if (this.#byHost.size >= MANY)
      for (const [name, each] of this.#byHost) if (each.isOver(now)) this.#byHost.delete(name);
    this.#byHost.set(host, gate);
  }
}

/** When an attempt that had to wait out a pause went on. */
const wentOn = shared('cooldowns-passed@1', () => new WeakMap<AttemptScope, number>());

/** An attempt goes on after a pause: what it sends is sent from now on. */
export const goesOn = (attempt: AttemptScope, now: number): void => void wentOn.set(attempt, now);

const begunAt = (attempt: AttemptScope): number => wentOn.get(attempt) ?? attempt.startedAt;

/** Where the requests were to go that were not sent because of a pause, by their errors. */
const heldBack = shared('cooldowns-held@1', () => new WeakMap<object, Place>());

/** Notes where a request was to go that was not sent. */
export function heldAt<E extends Error>(error: E, place: Place): E {
  heldBack.set(error, place);
  return error;
}

/** Where the last request of an attempt went. */
function placeOf(outcome: Outcome, attempt: Attempt): Place {
  const { requests, inside } = attempt as Partial<AttemptScope>;
  const held = heldBack.get(outcome.error as object);
  if (held !== undefined) return held;
  const sent = requests?.at(-1) ?? inside?.requests.at(-1);
  return { client: sent?.client, host: hostOf((sent ?? outcome.request)?.url) };
}

export const hostOf = (url = ''): string | undefined => (URL.canParse(url) ? new URL(url).host : undefined);
