import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { beginningWith } from './test/support/beginning-with.js';

const src = fileURLToPath(new URL('./src/', import.meta.url));
/** NestJS decorates parameters, which standard decorators cannot. */
const nestjs = 'test/{docs,examples}/nestjs.test.ts';
/**
 * These need a process each: they put other modules in the place of Node's or of others', or collect garbage often, which
 * takes the longer the more there is in memory.
 */
const alone = [
  'test/bench/harness.test.ts',
  'test/scope.leaks.test.ts',
  'test/**/{msw,nock,close-behind-a-mock}.test.ts',
  'test/faults/tls/without-selfsigned.test.ts',
  'test/http/connections/dns-burst.test.ts',
];
/**
 * What takes longest, for it weighs the heap, makes thousands of calls over the network, or starts programs that do:
 * `npm run test:long`. A process each.
 */
const long = [
  'test/bench/{benches,soak}.test.ts',
  'test/engine/leaks.test.ts',
  'test/examples/todo-demo.test.ts',
  'test/faults/matrix/heap.test.ts',
  'test/http/load.test.ts',
];
/** Properties that make a few of their runs in `npm test`, and all of them with what takes long. */
const properties = [
  'test/explain/delays.properties.test.ts',
  'test/explain/worst-case.properties.test.ts',
  'test/http/instance/merged.test.ts',
  'test/policies/decision/decision.properties.test.ts',
];
/** Takes long although it is small, and mostly waits. One such file: several would wait at the same time. */
export const patient = ['test/faults/matrix/matrix.test.ts'];

export default defineConfig({
  resolve: {
    // Tests import the package by its name, as its users do.
    alias: [
      { find: /^holdfast$/, replacement: `${src}index.ts` },
      { find: /^holdfast\/(\w+)$/, replacement: `${src}$1/index.ts` },
    ],
  },
  test: {
    pool: 'forks',
    // Starting a process and loading the sources costs more than most files' tests, so one process runs many files. What a
    // file leaves behind, or changes for those after it, test/support/setup.ts finds.
    isolate: false,
    // Many tests wait for the network's time; with more of them than processors, those do not wait with them.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: beginningWith(patient) },
    setupFiles: ['./test/support/setup.ts'],
    // Against tests that hang: nothing is measured by it, and machines are busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // .ci/run counts from this file; the default reporter is for people.
    reporters: process.env.TEST_REPORT
      ? ['default', ['json', { outputFile: process.env.TEST_REPORT }]]
      : ['default'],
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text', 'html'],
      // What is covered to the last branch stays so: the files that lie in no folder, and those of these folders.
      thresholds: {
        'src/*.ts': { lines: 100, branches: 100 },
        'src/{attempt,basics,clock,outcome,scope}/**': { lines: 100, branches: 100 },
        'src/{backoff,decorators,predicates,policies}/**': { lines: 100, branches: 100 },
      },
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [nestjs, ...long, ...alone],
        },
      },
      { extends: true, test: { name: 'alone', include: alone, isolate: true } },
      {
        extends: true,
        test: {
          name: 'long',
          include: [...long, ...properties],
          isolate: true,
          env: { PROPERTY_RUNS: '10000' },
          testTimeout: 300_000,
        },
      },
      // Compiled for a second time: the decorators have to tell the two call shapes apart at run time. The first time is
      // `unit`, whose processes have loaded all else that these files need.
      {
        extends: true,
        test: { name: 'legacy', include: ['test/dialects/**/*.test.ts', nestjs] },
        esbuild: { tsconfigRaw: { compilerOptions: { experimentalDecorators: true } } },
      },
    ],
  },
});
