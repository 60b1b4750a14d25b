/** Run by `scripts/mutation.js`, a folder at a time. */
const folder = process.env.MUTATION_FOLDER ?? 'all';

/** @type {import('@stryker-mutator/core').PartialStrykerOptions} */
export default {
  mutate: ['src/{backoff,predicates,policies,decorators}/**/*.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  // Which tests a mutant concerns is known by the coverage; vitest need not search the imports for it each time.
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  coverageAnalysis: 'perTest',
  // What runs only while a module loads, a table or a regular expression, would need all tests for each mutant.
  ignoreStatic: true,
  // Vite strips the types and checks none.
  disableTypeChecks: false,
  thresholds: { high: 100, low: 95, break: 95 },
  // A folder takes from minutes to an hour: whoever waits sees how far it is.
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `reports/mutation-${folder}.json` },
  ignorePatterns: ['dist', 'dist-docs', 'coverage', 'docs/node_modules', 'bench/results'],
  concurrency: 2,
};
