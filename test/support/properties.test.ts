/** That a property makes the runs that it is said to make. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Arbitrary } from 'fast-check';
import { expect, test } from 'vitest';
import config from '../../vitest.config.js';
import fc, { atFirst } from './properties.js';

const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && name !== 'support/properties.test.ts')
  .map((name) => ({ name: `test/${name}`, text: readFileSync(`test/${name}`, 'utf8') }));
const filesWith = (what: RegExp): string[] =>
  files.filter(({ text }) => what.test(text)).map(({ name }) => name);

function runsOf(arbitrary: Arbitrary<unknown>, settings?: { numRuns: number }): number {
  let runs = 0;
  fc.assert(
    fc.property(arbitrary, () => {
      runs += 1;
    }),
    settings,
  );
  return runs;
}

test('a property makes 10,000 runs, and one that takes too long a few of them at first', () => {
  expect(runsOf(fc.nat())).toBe(10_000);
  expect(runsOf(fc.nat(), atFirst(50))).toBe(50);
});

test('no file says for itself how many runs its properties make', () => {
  expect(filesWith(/\bnumRuns\b|from 'fast-check'/)).toEqual([]);
  expect(filesWith(/\bfc\.assert\(/).length).toBeGreaterThan(10);
});

test('the files of which properties make a few runs at first are those that make all of them in test:long', () => {
  const projects = config.test?.projects as { test: { name: string; include: string[]; env?: object } }[];
  const long = projects.find(({ test }) => test.name === 'long')?.test;
  expect(long?.env).toEqual({ PROPERTY_RUNS: '10000' });
  expect(long?.include).toEqual(expect.arrayContaining(filesWith(/\batFirst\(/)));
});
