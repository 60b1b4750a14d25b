/** Which function of the user's a call waits for, besides its method. Time limits name it. */
import type { Attempt, Call } from '../../attempt.js';
import type { Steps } from './settle.js';

/** Waits for `work` on behalf of `what`. Outside of a call, nobody asks who is waited for. */
export function* waiting(attempt: Attempt, what: string, work: PromiseLike<unknown>): Steps<unknown> {
  const { call = {} } = attempt as { call?: Partial<Call> };
  call.waitingFor = what;
  try {
    return yield work;
  } finally {
    call.waitingFor = undefined;
  }
}

/** For messages. */
export const whileItWaited = ({ waitingFor }: Call): string =>
  waitingFor === undefined ? '' : `, while it waited for ${waitingFor}`;
