import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/** The folders whose tests judge the mutants: `scripts/mutation.js` names them. */
const folders = (process.env.MUTATION_TESTS ?? 'backoff,predicates,policies').split(',');

/**
 * The tests that judge mutants: examples, which are quick and say the same each time. Left out are files of properties, and
 * what waits for compilers or other processes or reads the documentation.
 */
export default defineConfig({
  ...base,
  test: {
    setupFiles: base.test?.setupFiles ?? [],
    env: { PROPERTY_RUNS: '20' },
    testTimeout: 30_000,
    include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
    exclude: [
      'test/**/*-page.test.ts',
      'test/**/*properties.test.ts',
      'test/dialects/compiled/**',
      'test/policies/copies.test.ts',
      'test/predicates/clients.test.ts',
    ],
  },
});
