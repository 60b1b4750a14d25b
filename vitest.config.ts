import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const src = fileURLToPath(new URL('./src/', import.meta.url));
const dialects = 'test/dialects/**/*.test.ts';
/** NestJS decorates parameters, which standard decorators cannot. */
const nestjs = 'test/examples/nestjs.test.ts';

export default defineConfig({
  resolve: {
    // Tests import the package by its name, as its users do.
    alias: [
      { find: /^holdfast$/, replacement: `${src}index.ts` },
      { find: /^holdfast\/(\w+)$/, replacement: `${src}$1/index.ts` },
    ],
  },
  test: {
    // A process per file: what a test leaves behind is then visible, and is nobody else's.
    pool: 'forks',
    setupFiles: ['./test/support/setup.ts'],
    testTimeout: 10_000,
    // .ci/run counts from this file; the default reporter is for people.
    reporters: process.env.TEST_REPORT
      ? ['default', ['json', { outputFile: process.env.TEST_REPORT }]]
      : ['default'],
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text', 'html'],
      // Folders that are covered to the last branch stay so.
      thresholds: { 'src/{backoff,predicates,policies}/**': { lines: 100, branches: 100 } },
    },
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [dialects, nestjs] },
      },
      // One suite, compiled twice: the decorators have to tell the two call shapes apart at run time.
      {
        extends: true,
        test: { name: 'standard', include: [dialects] },
        esbuild: { tsconfigRaw: { compilerOptions: { experimentalDecorators: false } } },
      },
      {
        extends: true,
        test: { name: 'legacy', include: [dialects, nestjs] },
        esbuild: { tsconfigRaw: { compilerOptions: { experimentalDecorators: true } } },
      },
    ],
  },
});
