/**
 * What `import 'holdfast'` costs beside axios, which it is used with, and `require` the same: each in a process of its
 * own.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bench } from './harness/bench.js';
import type { Contestant, Figures } from './harness/contestant.js';
import { loadHoldfast } from './harness/holdfast.js';

const root = new URL('../', import.meta.url);

/** Loading is so short that another process which ran meanwhile shows. What is least disturbed of these is counted. */
const PROCESSES = 5;

interface Way {
  readonly flags: readonly string[];
  readonly statement: (specifier: string) => string;
  /** Of holdfast. */
  readonly file: string;
}

const IMPORT: Way = {
  flags: ['--input-type=module'],
  statement: (specifier) => `await import(${JSON.stringify(specifier)});`,
  file: new URL('dist/node/index.js', root).href,
};

const REQUIRE: Way = {
  flags: ['--input-type=commonjs'],
  statement: (specifier) => `require(${JSON.stringify(specifier)});`,
  file: fileURLToPath(new URL('dist/cjs/index.js', root)),
};

/** A program that loads, and tells what that took. */
const program = (specifiers: readonly string[], { statement }: Way): string => `
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  ${specifiers.map(statement).join('\n')}
  const time = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  gc();
  const heap = process.memoryUsage().heapUsed;
  console.log(JSON.stringify({ time, cpu: (user + system) / 1000, heap }));
`;

const loading = (name: string, way: Way, specifiers: readonly string[], ours = false): Contestant => ({
  name,
  ours,
  packages: ['axios', 'axios-retry'],
  run(count): Figures {
    const args = ['--expose-gc', ...way.flags, '--eval', program(specifiers, way)];
    const runs = Array.from(
      { length: count },
      () => JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })) as Figures,
    );
    const least = (figure: string): number => Math.min(...runs.map((run) => run[figure] ?? Number.NaN));
    return { time: least('time'), cpu: least('cpu'), heap: least('heap') };
  },
});

await bench(async ({ quick, compare, size }) => {
  await loadHoldfast(false);
  for (const [name, way] of Object.entries({ import: IMPORT, require: REQUIRE })) {
    await compare({
      name,
      title: `${name}, in a fresh process`,
      baseline: 'axios',
      count: size(PROCESSES, 1),
      rounds: quick ? 1 : 15,
      columns: [
        { title: 'CPU', of: 'cpu', as: 'cost' },
        { title: 'time', of: 'time', as: 'cost' },
        { title: 'heap', of: 'heap', as: 'cost' },
      ],
      contestants: [
        loading('axios', way, ['axios']),
        loading('axios and axios-retry', way, ['axios', 'axios-retry']),
        loading('axios and holdfast', way, ['axios', way.file], true),
      ],
    });
  }
});
