import type { AttemptScope, Terms } from '../attempt.js';
import { deliver } from './deliver.js';
import { type Direct, goDirectly } from './direct.js';
import type { Next } from './pipeline.js';

/** A policy, resolved once: the composed pipeline and what the transport must know. */
export interface Plan extends Terms {
  readonly run: Next;
  /** The short way through the pipeline, where it has one. */
  readonly direct?: Direct | undefined;
}

/** Takes a call, given its first attempt, through its plan: to the value or the error that the caller gets. */
export function execute({ run, direct }: Plan, first: AttemptScope): Promise<unknown> {
  return direct === undefined ? deliver(run(first), first.call) : goDirectly(direct, first);
}
