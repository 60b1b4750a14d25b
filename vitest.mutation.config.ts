import { defineConfig } from 'vitest/config';
import { QuickestFirst } from './test/support/quickest-first.js';
import base from './vitest.config.js';

/** The folders, or files, whose tests judge the mutants: `scripts/mutation.js` names them. */
const judges = (process.env.MUTATION_TESTS ?? 'backoff,predicates,policies,dialects')
  .split(',')
  .map((judge) => `test/${judge.endsWith('.ts') ? judge : `${judge}/**/*.test.ts`}`);
const isInDialects = (judge: string): boolean => judge.startsWith('test/dialects/');

/** Both dialects judge: of what is for one of them only, the other notices nothing. */
const inDialect = (name: string, experimentalDecorators: boolean) => ({
  extends: true as const,
  test: { name, include: judges.filter(isInDialects) },
  esbuild: { tsconfigRaw: { compilerOptions: { experimentalDecorators } } },
});

/**
 * The tests that judge mutants: examples, which are quick and say the same each time. Left out are files of properties,
 * what waits for compilers, other processes or real time, what reads the documentation, what takes tens of thousands of
 * calls to say anything, and what needs a process of its own, for Stryker runs the tests in threads.
 */
export default defineConfig({
  ...base,
  test: {
    setupFiles: [...(base.test?.setupFiles ?? []), './test/support/noticed.ts'],
    env: { PROPERTY_RUNS: '20', PROPERTY_SEED: '1' },
    // Many a mutant makes a test hang. When Stryker has to end it, it ends the whole process, and starting another takes longer.
    testTimeout: 5_000,
    hookTimeout: 5_000,
    isolate: false,
    // Of what is in memory, not of earlier runs.
    cache: false,
    sequence: { sequencer: QuickestFirst },
    exclude: [
      'test/{architecture,docstrings,failures-doc,public-api,readme}.test.ts',
      'test/**/*-page.test.ts',
      'test/**/*leaks.test.ts',
      'test/**/*properties.test.ts',
      'test/**/doc.test.ts',
      'test/dialects/compiled/**',
      'test/engine/cooldown.test.ts',
      'test/engine/pollution.test.ts',
      'test/engine/time-zones.test.ts',
      'test/issues/close-behind-a-mock.test.ts',
      'test/policies/copies.test.ts',
      'test/predicates/clients.test.ts',
    ],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: judges.filter((judge) => !isInDialects(judge)) },
      },
      inDialect('standard', false),
      inDialect('legacy', true),
    ],
  },
});
