import { link } from './link.js';
import type { Scope } from './scope.js';

/** Ends `scope` when `signal` aborts, with the signal's own reason. */
export function followSignal(scope: Scope, signal: AbortSignal): void {
  if (signal.aborted) {
    scope.abort(signal.reason);
    return;
  }
  scope.endBy(link(signal, scope));
}
