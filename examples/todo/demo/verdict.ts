import { creationsOf } from './creations.js';
import { count } from './numbers.js';
import type { Run } from './run.js';
import type { Workload } from './workload.js';

/** What the decorated run must not have done. Empty if all is well. */
export function complaints(run: Run, workload: Workload): string[] {
  const { duplicated, lost } = creationsOf(run, workload);
  const [failed] = run.failures;
  return [
    ...(failed
      ? [`calls that failed: ${count(run.failures.size)}; the first, ${failed[0].kind}: ${failed[1]}`]
      : []),
    ...listed('items created more than once', duplicated),
    ...listed('items never created', lost),
  ];
}

function listed(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const some = names.slice(0, 3).join(', ') + (names.length > 3 ? ', ...' : '');
  return [`${what}: ${count(names.length)} (${some})`];
}
