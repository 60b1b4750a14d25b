import type { InternalAxiosRequestConfig } from 'axios';
import { isObject, read } from '../../basics/objects.js';
import { LONGEST_TIMER } from '../../clock.js';
import { causes } from '../../failure.js';
import type { Scope } from '../../scope.js';
import { copied } from '../instance/copied.js';
import { announceSending, type Sending } from '../transport.js';

type Config = InternalAxiosRequestConfig;

/**
 * Asked by axios over fetch to listen no more, as soon as it has refused a status: but the body may be a stream, which ends
 * with the request. The signal is the request's own, and goes with it.
 */
const unsubscribe = (): void => {};

/**
 * The request as the adapter gets it: a copy, for the config belongs to axios and to the user. The agents
 * are put in when it is known which way it goes.
 */
export function derive(config: Config, scope: Scope, sending: Sending, headers: Config['headers']): Config {
  const derived = copied(config, Object.getPrototypeOf(config));
  derived.headers = headers;
  // Made when it is asked for, which a transport of our own never does.
  Object.defineProperty(derived, 'signal', {
    get: () => Object.assign(scope.signal, { unsubscribe }),
    enumerable: true,
    configurable: true,
  });
  announceSending(derived, sending);
  if (config.timeout && isBeyondTimers(config.timeout)) derived.timeout = 0;
  return derived;
}

/** What axios hands to Node's timers all the same: they end the process for less than 0, and fire at once for too much. */
function isBeyondTimers(timeout: unknown): boolean {
  const ms = Number.parseInt(String(timeout), 10);
  return ms < 0 || ms > LONGEST_TIMER;
}

/** Puts the config that the user knows back into a response or an error, and into all that it was caused by. */
export function restore<T>(carrier: T, derived: Config, config: Config): T {
  for (const link of causes(carrier)) {
    for (const holder of [link, read(link, 'response')]) {
      if (isObject(holder) && read(holder, 'config') === derived) Reflect.set(holder, 'config', config);
    }
  }
  return carrier;
}
