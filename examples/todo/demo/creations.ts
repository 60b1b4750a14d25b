import type { Run } from './run.js';
import type { Workload } from './workload.js';

/** What became of everything that was POSTed. */
export interface Creations {
  readonly wanted: number;
  readonly once: number;
  readonly duplicated: readonly string[];
  readonly lost: readonly string[];
  /** Created, while the caller was told that the call failed. */
  readonly unheard: number;
}

/** Told from what the service did, not from what it answered. */
export function creationsOf({ truth, failures }: Run, { steps }: Workload): Creations {
  const posts = steps
    .filter((step) => step.kind === 'add')
    .map((step) => ({ step, summary: step.item.summary, times: truth.created[step.item.summary] ?? 0 }));
  const summaries = (found: typeof posts): string[] => found.map(({ summary }) => summary);
  return {
    wanted: posts.length,
    once: posts.filter(({ times }) => times === 1).length,
    duplicated: summaries(posts.filter(({ times }) => times > 1)),
    lost: summaries(posts.filter(({ times }) => times === 0)),
    unheard: posts.filter(({ times, step }) => times > 0 && failures.has(step)).length,
  };
}
