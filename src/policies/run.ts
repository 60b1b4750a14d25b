import type { AttemptScope } from '../attempt.js';
import type { Terms } from '../guarded.js';
import { protect } from '../telemetry/redact.js';
import type { Course } from './course.js';

/** A policy, resolved once: how its calls go, and what the transport must know. */
export interface Plan extends Terms {
  /** @throws whatever the user's function does that chooses a policy for `self` */
  courseFor(self: unknown): Course;
}

/** Takes a call, given its first attempt, through its plan: to the value or the error that the caller gets. */
export function execute(plan: Plan, first: AttemptScope): Promise<unknown> {
  try {
    return plan.courseFor(first.self).begin(first);
  } catch (error) {
    first.closeCall();
    return Promise.reject(protect(error));
  }
}
