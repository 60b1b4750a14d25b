import { expect, test } from 'vitest';
import { compare } from '../../examples/todo/demo/comparison.js';
import { nines, percent, percentile } from '../../examples/todo/demo/numbers.js';
import { noPaint } from '../../examples/todo/demo/paint.js';
import { progress } from '../../examples/todo/demo/progress.js';
import type { Run } from '../../examples/todo/demo/run.js';
import { drawTable } from '../../examples/todo/demo/table.js';
import type { Step, Workload } from '../../examples/todo/demo/workload.js';

test('labels stand to the left, numbers to the right', () => {
  expect(
    drawTable(
      ['', 'plain', 'holdfast'],
      [['calls', '10,000', '10,000'], [], ['p50', '1 ms', '2 ms']],
      noPaint,
    ),
  ).toEqual([
    '         plain   holdfast',
    '─────────────────────────',
    'calls   10,000     10,000',
    '',
    'p50       1 ms       2 ms',
    '─────────────────────────',
  ]);
});

test.for([
  [100, 1000, '1.0'],
  [1, 1000, '3.0'],
  [71, 10_000, '2.1'],
  [0, 10_000, '> 4.0'],
  [0, 300, '> 2.4'],
  [300, 300, '0.0'],
] as const)('%d failures in %d calls: %s nines', ([failures, calls, text]) =>
  expect(nines(failures, calls)).toBe(text),
);

test('what is not perfect is never rounded up to 100 %', () => {
  expect(percent(999_999, 1_000_000)).toBe('99.99 %');
  expect(percent(10_000, 10_000)).toBe('100 %');
});

test('a percentile is one of the values', () => {
  const values = Array.from({ length: 200 }, (_, i) => 200 - i);
  expect([0, 0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 100, 198, 200]);
  expect(percentile([], 0.5)).toBe(0);
});

const add = (summary: string): Step => ({ kind: 'add', user: 0, item: { summary } });

test('the comparison tells what the service saw, beside what its callers were told', () => {
  const steps = [add('once'), add('twice'), add('never'), add('unheard')];
  const workload: Workload = { tokens: ['a'], itemsOfEach: [], steps };
  const run: Run = {
    durations: [1, 2, 3, 400],
    failures: new Map([steps[2]!, steps[3]!].map((step) => [step, new Error('500')])),
    truth: {
      connections: 2,
      hits: { 'POST /items': 5, other: 3 },
      faults: { reset: 1, slow: 2 },
      abandoned: 0,
      replays: 0,
      created: { once: 1, twice: 2, unheard: 1 },
      creations: [],
    },
  };
  const cells = compare([run, run], workload).filter((row) => row.length > 0);
  expect(cells.every((row) => row[1] === row[2])).toBe(true);
  expect(cells.map(([label, cell]) => [label, cell])).toEqual([
    ['calls', '4'],
    ['failures', '2'],
    ['success', '50.00 %'],
    ['', '0.3 nines'],
    ['requests made', '8'],
    ['faults met', '3'],
    ['connections opened', '2'],
    ['requests over a reused one', '6'],
    ['', '75.00 %'],
    ['time of a call, p50', '2 ms'],
    ['time of a call, p99', '400 ms'],
    ['POSTed and created exactly once', '2 of 4'],
    ['created more than once', '1'],
    ['never created', '1'],
    ['created, but reported as failed', '1'],
  ]);
});

/** All that the bar of a run of 1,000 calls has written. */
function written(isTTY: boolean): string {
  let text = '';
  const out = { isTTY, write: (more: string) => (text += more) };
  const draw = progress('plain', 1000, out, noPaint);
  for (let done = 1; done <= 1000; done++) draw({ done, failed: 0 });
  return text;
}

test('progress is one line on a terminal, and a few in a file', () => {
  expect(written(true).split('\n')).toHaveLength(2);
  expect(
    written(false)
      .split('\n')
      .map((line) => /\d+ %/.exec(line)?.[0]),
  ).toEqual(['25 %', '50 %', '75 %', '100 %', undefined]);
  for (const text of [written(true), written(false)]) {
    for (const line of text.split(/[\r\n]/)) expect(line.length).toBeLessThan(80);
  }
});
