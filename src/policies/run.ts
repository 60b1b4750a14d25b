import { AttemptScope, type Call, type Idempotency, type TransportLimits } from '../attempt.js';
import { protect } from '../telemetry/redact.js';
import { remember } from './history.js';
import type { Next } from './pipeline.js';

/** A policy, resolved once: the composed pipeline and what the transport must know. */
export interface Plan {
  readonly run: Next;
  readonly idempotency?: Idempotency | undefined;
  readonly limits?: TransportLimits | undefined;
}

/** Takes one call through its plan, to the value or the error that the caller gets. */
export async function execute(plan: Plan, call: Call): Promise<unknown> {
  call.idempotency = plan.idempotency;
  call.limits = plan.limits;
  const outcome = await plan.run(new AttemptScope(call, 1)).finally(() => call.close());
  if (outcome.ok) {
    remember(outcome.value, call);
    return outcome.value;
  }
  const error = protect(outcome.error);
  // What ended the call around this one tells of that call.
  if (!call.parent?.aborted || call.parent.reason !== error) remember(error, call);
  throw error;
}
