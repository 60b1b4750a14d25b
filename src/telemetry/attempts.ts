import { type Channel, channel } from 'node:diagnostics_channel';
import type { AttemptRecord } from '../attempt/record.js';

/** What the channel `holdfast:attempt` of `node:diagnostics_channel` is told when an attempt has been judged. Frozen. */
export interface AttemptEvent extends AttemptRecord {
  /** The call that it belongs to: `'TodoApi.getItem'`. */
  readonly method: string;
}

/** By its name, two copies of the package share it. Whoever writes asks `hasSubscribers` first: unheard, it costs nothing. */
export const attempts: Channel = channel('holdfast:attempt');

/** Tells of an attempt, if somebody listens. */
export function tell(method: string, line: AttemptRecord): void {
  if (attempts.hasSubscribers) attempts.publish(Object.freeze({ method, ...line } satisfies AttemptEvent));
}
