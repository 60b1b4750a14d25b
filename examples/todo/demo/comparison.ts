import { creationsOf } from './creations.js';
import { count, ms, nines, percent, percentile } from './numbers.js';
import type { Run } from './run.js';
import type { Row } from './table.js';
import type { Workload } from './workload.js';

type Column = ReturnType<typeof columnOf>;
type Line = readonly [label: string, cell: (column: Column) => string];

/** The rows of the table that the demo ends with: a column for each run. */
export function compare(runs: readonly Run[], workload: Workload): Row[] {
  const columns = runs.map((run) => columnOf(run, workload));
  return groups.flatMap((lines, i) => [
    ...(i === 0 ? [] : [[]]),
    ...lines.map(([label, cell]) => [label, ...columns.map(cell)]),
  ]);
}

function columnOf(run: Run, workload: Workload) {
  const { failures, truth, durations } = run;
  const calls = workload.steps.length;
  const requests = sum(truth.hits);
  const reused = requests - truth.connections;
  return {
    calls,
    failed: failures.size,
    requests,
    reused,
    truth,
    durations,
    posts: creationsOf(run, workload),
  };
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, value) => total + value, 0);

const groups: readonly (readonly Line[])[] = [
  [
    ['calls', ({ calls }) => count(calls)],
    ['failures', ({ failed }) => count(failed)],
    ['success', ({ calls, failed }) => percent(calls - failed, calls)],
    ['', ({ calls, failed }) => `${nines(failed, calls)} nines`],
  ],
  [
    ['requests made', ({ requests }) => count(requests)],
    ['faults met', ({ truth }) => count(sum(truth.faults))],
    ['connections opened', ({ truth }) => count(truth.connections)],
    ['requests over a reused one', ({ reused }) => count(reused)],
    ['', ({ reused, requests }) => percent(reused, requests)],
  ],
  [
    ['time of a call, p50', ({ durations }) => ms(percentile(durations, 0.5))],
    ['time of a call, p99', ({ durations }) => ms(percentile(durations, 0.99))],
  ],
  [
    ['POSTed and created exactly once', ({ posts }) => `${count(posts.once)} of ${count(posts.wanted)}`],
    ['created more than once', ({ posts }) => count(posts.duplicated.length)],
    ['never created', ({ posts }) => count(posts.lost.length)],
    ['created, but reported as failed', ({ posts }) => count(posts.unheard)],
  ],
];
