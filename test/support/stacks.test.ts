import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { remembered } from './stacks.js';

const here = fileURLToPath(import.meta.url);

interface Types {
  that: 'shift';
  the: 'lines';
}

const fail = (): never => {
  throw new RangeError('here', { cause: {} satisfies Partial<Types> });
};

const stackOf = (fn: () => unknown): string => {
  try {
    fn();
  } catch (error) {
    return (error as Error).stack ?? '';
  }
  return '';
};

test('a stack leads to the line of the source, the first time and the second', () => {
  const lines = readFileSync(here, 'utf8').split('\n');
  for (const stack of [1, 2].map(() => stackOf(fail))) {
    expect(stack).toMatch(/^RangeError: here\n {4}at fail \(/);
    const [, line] = /stacks\.test\.ts:(\d+):\d+\)/.exec(stack) ?? [];
    expect(lines[Number(line) - 1]).toContain('throw new RangeError');
  }
});

test('each place is looked up once, and places on one line are apart', () => {
  const asked: string[] = [];
  const prepare = remembered((_, [frame]) => {
    asked.push(String(frame));
    return `Error: \n    at ${frame}, looked up`;
  });
  const frame = (place: string) => ({ toString: () => place }) as NodeJS.CallSite;
  const [one, other] = [frame('a (file.ts:1:2)'), frame('a (file.ts:1:9)')];
  const once = prepare(new TypeError('of many\nlines'), [one, other, one]);
  expect(prepare(new TypeError('of many\nlines'), [one, other, one])).toBe(once);
  expect(once.split('\n')).toEqual([
    'TypeError: of many',
    'lines',
    '    at a (file.ts:1:2), looked up',
    '    at a (file.ts:1:9), looked up',
    '    at a (file.ts:1:2), looked up',
  ]);
  expect(asked).toEqual(['a (file.ts:1:2)', 'a (file.ts:1:9)']);
});
