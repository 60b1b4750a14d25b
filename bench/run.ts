/**
 * `npm run bench` runs all benches, one after the other and each in a process of its own; `npm run bench -- overhead`
 * runs one. With `--write` the results go into docs/performance.md; `--quick` shows that they still work.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readOptions } from './harness/options.js';

const folder = new URL('./', import.meta.url);
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length));

const args = process.argv.slice(2);
const { names } = readOptions(args);
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new RangeError(`no bench is called ${unknown.join(', ')}: ${all.join(', ')}`);

const flags = args.filter((arg) => !names.includes(arg));
for (const name of names.length > 0 ? names : all) {
  const script = fileURLToPath(new URL(`${name}.ts`, folder));
  const { status } = spawnSync(process.execPath, [...process.execArgv, script, ...flags], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
