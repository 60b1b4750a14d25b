import type { Guarded } from '../../attempt/guarded.js';
import type { AttemptScope } from '../../attempt.js';
import { protect } from '../../telemetry/redact.js';
import type { Course } from './course.js';

/**
 * A policy, resolved once: how its calls go, and what the transport must know.
 *
 * A class, so that all plans have one shape. Objects that are spread from others come in as many shapes as there are
 * methods, and each look into the plan then takes V8 a search. Its fields are declared only, for the constructor makes
 * them all.
 */
export class Plan implements Guarded {
  /** How the calls go: always in the same way, or as a function of the user's says for `self`, which may throw. */
  declare readonly course: Course | ((self: unknown) => Course);
  declare readonly idempotency: Guarded['idempotency'];
  declare readonly limits: Guarded['limits'];
  declare readonly method: string | undefined;
  declare readonly owner: object | undefined;
  declare readonly run: Guarded['run'];

  constructor(
    { course, idempotency, limits }: Pick<Plan, 'course' | 'idempotency' | 'limits'>,
    { method, owner, run }: Pick<Guarded, 'method' | 'owner' | 'run'> = {},
  ) {
    this.course = course;
    this.idempotency = idempotency;
    this.limits = limits;
    this.method = method;
    this.owner = owner;
    this.run = run;
  }
}

/** Takes a call, given its first attempt, through its plan: to the value or the error that the caller gets. */
export function execute({ course }: Plan, first: AttemptScope): Promise<unknown> {
  try {
    return (typeof course === 'function' ? course(first.self) : course).begin(first);
  } catch (error) {
    first.closeCall();
    return Promise.reject(protect(error));
  }
}
