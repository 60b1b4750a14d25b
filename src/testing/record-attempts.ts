import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type AttemptEvent, attempts as channel } from '../telemetry/attempts.js';

/** The attempts of all guarded calls of the process, from `recordAttempts()` to `stop()`. */
export interface AttemptRecording {
  /** The oldest first. An attempt is there when it has been judged: before the wait that follows it. */
  readonly attempts: readonly AttemptEvent[];
  /** Forgets those that are there. */
  clear(): void;
  stop(): void;
  [Symbol.dispose](): void;
}

/**
 * Writes down the attempts of all guarded calls, those of other copies of the package too: method, number, start,
 * duration, status or failure, why it was tried again, and the delay before the next. For what no error or result leads
 * to; for one call there is `attemptsOf`.
 *
 * @example
 * const recording = recordAttempts();
 * await resilient().call(function getItem() { return own.get('/items/7'); });
 * recording.stop();
 * recording.attempts.map(({ method, number, status }) => `${method} ${number}: ${status}`); // ['getItem 1: 200']
 */
export function recordAttempts(): AttemptRecording {
  const seen: AttemptEvent[] = [];
  const listener = (event: unknown): void => void seen.push(event as AttemptEvent);
  subscribe(channel.name as string, listener);
  const stop = (): void => void unsubscribe(channel.name as string, listener);
  return {
    attempts: seen,
    clear: () => void seen.splice(0),
    stop,
    [Symbol.dispose]: stop,
  };
}
