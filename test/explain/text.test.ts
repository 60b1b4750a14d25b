import { expect, test } from 'vitest';
import { written } from '../../src/explain/text.js';
import type { ExplainedMethod, ExplainedWorstCase } from '../../src/explain/types.js';

const nothing = {
  name: 'Api.get',
  enabled: true,
  pipeline: [],
  delays: [],
  worstCase: undefined,
  warnings: [],
};
/** The lines below the name. */
const linesOf = (known: Partial<ExplainedMethod>): string[] =>
  written({ ...nothing, ...known })
    .split('\n')
    .slice(1);

test('of what nothing is known, the name is told', () => {
  expect(written(nothing)).toBe('Api.get');
});

test('what is switched off says no more than that', () => {
  expect(linesOf({ enabled: false })).toEqual(['  switched off']);
});

test('milliseconds are told as durations, numbers and words as they are', () => {
  const settings = [
    { name: 'total', value: 1_500, from: 'default' },
    { name: 'attempt', value: 'as long as it takes', from: 'default' },
    { name: 'maxRetries', value: 1_500, from: 'default' },
  ];
  expect(linesOf({ pipeline: [{ strategy: 'retry', settings }] })).toEqual([
    '  retry  total       1.5 s                default',
    '         attempt     as long as it takes  default',
    '         maxRetries  1500                 default',
  ]);
});

test('a rule is named at the first of its delays', () => {
  const delay = (retry: number, ms: number, rule?: string) => ({ rule, retry, min: ms, mean: ms, max: ms });
  const delays = [
    delay(1, 1_000),
    delay(2, 2_000),
    delay(1, 3_000, 'status(429)'),
    delay(2, 4_000, 'status(429)'),
  ];
  expect(linesOf({ delays })).toEqual([
    '',
    '  delays       retry  min  mean  max',
    '               1      1 s  1 s   1 s',
    '               2      2 s  2 s   2 s',
    '  status(429)  1      3 s  3 s   3 s',
    '               2      4 s  4 s   4 s',
  ]);
});

const short: ExplainedWorstCase = { attempts: 1, time: 1_000 };
test.each<[string, ExplainedWorstCase, ExplainedWorstCase, string[]]>([
  ['told once where a hint changes nothing', short, short, ['1 attempt, 1 s']],
  [
    'told twice where a hint makes it longer',
    short,
    { attempts: 1, time: 2_000 },
    ['1 attempt, 1 s', '1 attempt, 2 s, if the server asks to wait'],
  ],
  [
    'told twice where a hint leaves fewer attempts',
    { attempts: 3, time: 1_000 },
    short,
    ['3 attempts, 1 s', '1 attempt, 1 s, if the server asks to wait'],
  ],
  [
    'without an end where there is none',
    { attempts: Infinity, time: Infinity },
    { attempts: Infinity, time: Infinity },
    ['no limit of attempts, no limit of time'],
  ],
])('the worst case is %s', (_, worst, withHints, expected) => {
  const [, ...lines] = linesOf({ worstCase: { ...worst, withHints } });
  expect(lines.map((line) => line.slice('  worst case  '.length))).toEqual(expected);
});

test('each warning has a line of its own', () => {
  expect(linesOf({ warnings: ['one', 'another'] })).toEqual(['', '  warning: one', '  warning: another']);
});
