import { type AttemptScope, runIn } from '../../attempt.js';
import { now } from '../../clock.js';
import type { Hook } from './hook.js';
import { settle } from './settle.js';
import { waiting } from './waiting.js';

/** Hooks run inside the call but outside the attempt: their requests share its deadline, not its fate. */
export async function prepared(attempt: AttemptScope, hooks: readonly Hook[]): Promise<AttemptScope> {
  const { call } = attempt;
  for (const hook of hooks)
    await settle(waiting(attempt, hook.name, Promise.resolve(runIn(call, hook, attempt))), call);
  attempt.startedAt = now();
  return attempt;
}
