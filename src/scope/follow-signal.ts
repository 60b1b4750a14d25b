import { isObject } from '../basics/objects.js';
import { unexpected } from '../errors.js';
import type { Scope } from '../scope.js';
import { link } from './link.js';

/** Ends `scope` when `signal` aborts, with the signal's own reason. */
export function followSignal(scope: Scope, signal: AbortSignal): void {
  if (signal.aborted) {
    scope.abort(signal.reason);
    return;
  }
  scope.endOn(link(signal, scope));
}

/** Refuses what is none. By its shape, for there are others than Node's, such as that of jsdom. */
export function checkSignal(signal: unknown, where: string): asserts signal is AbortSignal {
  if (
    isObject(signal) &&
    typeof signal.aborted === 'boolean' &&
    typeof signal.addEventListener === 'function'
  )
    return;
  throw unexpected(where, 'an AbortSignal', signal);
}
