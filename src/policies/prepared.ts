import { type AttemptScope, runIn } from '../attempt.js';
import { now } from '../clock.js';
import type { Hook, Rulebook } from './rulebook.js';

/** Hooks run inside the call but outside the attempt: their requests share its deadline, not its fate. */
export async function prepared(
  attempt: AttemptScope,
  { beforeRetry }: Rulebook,
  first?: Hook,
): Promise<AttemptScope> {
  const { call } = attempt;
  for (const hook of first === undefined ? beforeRetry : [first, ...beforeRetry]) {
    call.waitingFor = hook.name;
    await call.guard(Promise.resolve(runIn(call, hook, attempt)));
  }
  call.waitingFor = undefined;
  attempt.startedAt = now();
  return attempt;
}
