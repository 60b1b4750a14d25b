/** What `import 'holdfast'` costs beside axios, which it is used with: each in a process of its own. */
import { execFileSync } from 'node:child_process';
import { bench } from './harness/bench.js';
import type { Contestant, Figures } from './harness/contestant.js';
import { loadHoldfast } from './harness/holdfast.js';

const root = new URL('../', import.meta.url);

/** A module that imports, and tells what that took. */
const script = (specifiers: readonly string[]): string => `
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  ${specifiers.map((specifier) => `await import(${JSON.stringify(specifier)});`).join('\n')}
  const time = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  gc();
  console.log(JSON.stringify({ time, cpu: (user + system) / 1000, heap: process.memoryUsage().heapUsed }));
`;

const importing = (name: string, specifiers: readonly string[], ours = false): Contestant => ({
  name,
  ours,
  packages: ['axios', 'axios-retry'],
  async run(): Promise<Figures> {
    const args = ['--expose-gc', '--input-type=module', '--eval', script(specifiers)];
    const out = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    return JSON.parse(out) as Figures;
  },
});

await bench(async ({ quick, compare }) => {
  await loadHoldfast(false);
  const holdfast = new URL('dist/esm/index.js', root).href;
  await compare({
    name: 'import',
    title: 'Importing, in a fresh process',
    baseline: 'axios',
    count: 1,
    rounds: quick ? 1 : 15,
    columns: [
      { title: 'CPU', of: 'cpu', as: 'cost' },
      { title: 'time', of: 'time', as: 'cost' },
      { title: 'heap', of: 'heap', as: 'cost' },
    ],
    contestants: [
      importing('axios', ['axios']),
      importing('axios and axios-retry', ['axios', 'axios-retry']),
      importing('holdfast', ['axios', holdfast], true),
    ],
  });
});
