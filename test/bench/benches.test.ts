/** Each bench still works, in tiny. Nothing here says how fast anything is. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';

// Each is a program that starts others, and measures as much as its results need.
const LONGEST = 240_000;
vi.setConfig({ testTimeout: LONGEST + 10_000 });

const root = fileURLToPath(new URL('../../', import.meta.url));
const benches = readdirSync(join(root, 'bench')).filter((file) => file.endsWith('.ts') && file !== 'run.ts');

const node = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', ...args], { cwd: root, timeout: LONGEST });

test.for(benches)('%s runs by itself, and leaves a table and a picture', async (file) => {
  const out = mkdtempSync(join(tmpdir(), 'bench-'));
  onTestFinished(() => rmSync(out, { recursive: true }));
  const { stdout } = await node(join('bench', file), '--quick', '--out', out);
  expect(stdout).toContain('= 1.00');
  expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
  const results = readdirSync(out);
  expect(results).not.toEqual([]);
  for (const result of results) {
    const text = readFileSync(join(out, result), 'utf8');
    if (result.endsWith('.svg')) expect(text).toMatch(/^<svg .*<\/svg>\n$/s);
    else expect(JSON.parse(text).rows.length).toBeGreaterThan(1);
  }
});

test('a bench that does not exist is told, with those that do', async () => {
  await expect(node('bench/run.ts', 'nonsense')).rejects.toThrow(/nonsense: .*http/);
});
