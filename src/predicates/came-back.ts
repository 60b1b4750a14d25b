import type { Outcome } from '../outcome.js';

/**
 * Whether the method returned, even if something has rejected since what it returned. An error that carries a
 * response did not come back: what it carries may be half a body.
 */
export const cameBack = ({ ok, error, failure }: Outcome): boolean =>
  ok || (error === undefined && (failure === 'rejected' || failure === 'status'));
