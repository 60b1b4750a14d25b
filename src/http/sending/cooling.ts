import type { InternalAxiosRequestConfig } from 'axios';
import { enclosing } from '../../attempt.js';
import { type Gate, goesOn, heldAt, hostOf, type Place } from '../../backoff/index.js';
import { now, random } from '../../clock.js';
import { cooldownsAround } from '../../policies/decision/cooldowns.js';
import { sleep } from '../../scope/sleep.js';
import { Scope } from '../../scope.js';
import { urlOf } from '../borders/uri.js';
import { CooldownError } from '../errors.js';
import { nameOf } from '../refusal.js';
import { honest } from './honest.js';
import { follow } from './signal.js';
import type { Terms } from './terms.js';

/**
 * Waits until no cooldown of the calls around has a pause where the request goes. A pause that does not fit into the time
 * left is not begun.
 *
 * @returns undefined if there is nothing to wait for
 */
export function waitOut(
  config: InternalAxiosRequestConfig,
  terms: Terms | undefined,
  ambient: Scope | undefined,
): Promise<void> | undefined {
  const cooldowns = cooldownsAround(ambient);
  if (cooldowns.length === 0) return undefined;
  const place = { client: terms, host: hostOf(urlOf(config)) };
  const pausing = (at: number): Gate[] =>
    cooldowns
      .map((cooldown) => cooldown.at(place))
      .filter((gate): gate is Gate => !!gate && gate.left(at) > 0);
  if (pausing(now()).length === 0) return undefined;
  return waiting(config, terms, ambient, place, pausing);
}

async function waiting(
  config: InternalAxiosRequestConfig,
  terms: Terms | undefined,
  ambient: Scope | undefined,
  place: Place,
  pausing: (at: number) => Gate[],
): Promise<void> {
  const scope = new Scope(ambient);
  const leave = follow(scope, config);
  terms?.running.add(scope);
  try {
    // Who comes back first may have begun another pause.
    for (let at = now(), gates = pausing(at); gates.length > 0; at = now(), gates = pausing(at)) {
      const room = scope.remaining();
      const pause = Math.max(...gates.map((gate) => gate.left(at)));
      if (pause >= room) throw heldAt(new CooldownError(message(config, pause, room), pause), place);
      await sleep(scope, Math.max(...gates.map((gate) => gate.wait(at, room, random))));
    }
    const attempt = enclosing(ambient);
    if (attempt !== undefined) goesOn(attempt, now());
  } catch (error) {
    throw honest(error, scope, ambient, config);
  } finally {
    leave();
    scope.close();
    terms?.running.delete(scope);
  }
}

function message(config: InternalAxiosRequestConfig, pause: number, room: number): string {
  return `${nameOf(config)}: not sent, for a cooldown of ${Math.ceil(pause)} ms does not fit in the ${Math.floor(room)} ms left`;
}
