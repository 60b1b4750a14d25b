import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { mostByChance } from '../../bench/soak/chance.js';
import { slope } from '../../bench/soak/slope.js';

const run = promisify(execFile);

test('2,000 calls to a service that fails at random end well, and leave nothing behind', {
  timeout: 60_000,
}, async () => {
  const script = ['--import', 'tsx', 'bench/soak/run.ts', '--calls', '2000'];
  const { stdout, stderr } = await run(process.execPath, script, { timeout: 60_000 });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^2,000 calls in /m);
  expect(stdout).toMatch(/faults: \{"/);
});

test('the slope is that of the line through the samples', () => {
  expect(slope([5, 5, 5, 5])).toBe(0);
  expect(slope([1, 3, 5, 7])).toBe(2);
  expect(slope([10, 0, 10, 0, 10])).toBe(0);
  expect(slope([3, 2, 1])).toBe(-1);
});

test('what can be put down to chance is what a Poisson distribution gives once in a million runs', () => {
  // As qpois(1 - 1e-6, mean) of R has it.
  expect([0, 0.15, 1, 10, 100].map(mostByChance)).toEqual([0, 4, 9, 28, 151]);
});
