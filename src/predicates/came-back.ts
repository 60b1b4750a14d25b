import type { Outcome } from '../outcome.js';

/**
 * Whether the method returned, even if something has rejected since what it returned. An error that carries a
 * response did not come back: what it carries may be half a body.
 */
export const cameBack = ({ ok, error, failure }: Outcome): boolean =>
  ok || (error === undefined && RETURNED.has(failure));

/** What was returned can fail in no other way. Nothing at all is said only where somebody wrote the outcome down. */
const RETURNED: ReadonlySet<Outcome['failure']> = new Set([undefined, 'rejected', 'status'] as const);
