/**
 * The decorators under the compilers that people use, in the dialect of this run. The other suites are all compiled by
 * esbuild; tsc hands other things to TC39 decorators, and there holdfast has to find out by itself which of them belong
 * to one method.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformWithEsbuild } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { built } from '../../support/built.js';
import { legacy } from '../../support/dialect.js';
import { node, remove, root, tsc, workshop } from '../../support/tsc.js';

const sources = {
  report: new URL('./report.ts', import.meta.url),
  program: new URL('./program.ts', import.meta.url),
  ...(legacy ? {} : { 'private.standard': new URL('./private.standard.ts', import.meta.url) }),
};

const here = 'test/dialects/compiled';
let out: string;

/** What the project's own settings make of it, `options` aside. Types are checked elsewhere. */
const byTsc = (name: string, options: object = {}): Promise<string[]> =>
  tsc(
    out,
    legacy ? 'legacy' : 'standard',
    Object.values(sources).map((url) => fileURLToPath(url)),
    { noEmit: false, noCheck: true, noResolve: true, rootDir: root, outDir: join(out, name), ...options },
  );

async function byEsbuild(): Promise<void> {
  const folder = join(out, 'esbuild', here);
  mkdirSync(folder, { recursive: true });
  const tsconfigRaw = JSON.stringify({ compilerOptions: { experimentalDecorators: legacy } });
  for (const [name, url] of Object.entries(sources)) {
    const { code } = await transformWithEsbuild(readFileSync(url, 'utf8'), `${name}.ts`, {
      target: 'node20',
      sourcemap: false,
      tsconfigRaw,
    });
    writeFileSync(join(folder, `${name}.js`), code);
  }
}

beforeAll(async () => {
  out = workshop();
  // The programs import the package by its name. There are no decorators in it, so any compiler will do.
  writeFileSync(
    join(out, 'package.json'),
    JSON.stringify({ name: 'holdfast', type: 'module', exports: './index.mjs' }),
  );
  // In the older target, nothing of a class is left to Node. NestJS projects have settings like these.
  const older = { target: 'es2021', useDefineForClassFields: false };
  const [errors] = await Promise.all([
    Promise.all([byTsc('tsc'), byTsc('tsc to ES2021', older)]),
    byEsbuild(),
    built(out, { index: 'src/index.ts' }),
  ]);
  expect(errors.flat()).toEqual([]);
});

afterAll(() => remove(out));

async function run(compiler: string, program: string): Promise<unknown> {
  const { stdout } = await node(join(out, compiler, here, `${program}.js`));
  return JSON.parse(stdout);
}

const compilers = ['tsc', 'tsc to ES2021', 'esbuild'];

test.each(compilers)('compiled by %s, all decorators of a method make one policy', async (compiler) => {
  const withTimeout = 'AttemptTimeoutError, calls 3, passed 0';
  const throughForeign = 'AttemptTimeoutError, calls 3, passed 3';
  expect(await run(compiler, 'program')).toEqual({
    'ours, one way': 'AttemptTimeoutError, calls 4, passed 0',
    'ours, the other way': 'AttemptTimeoutError, calls 4, passed 0',
    'foreign between, method': throughForeign,
    'foreign between, static': throughForeign,
    'foreign between, symbol': throughForeign,
    'foreign between, static symbol': throughForeign,
    'foreign between, computed': throughForeign,
    'foreign around, namesake': 'AttemptTimeoutError, calls 1, passed 2',
    'foreign below, static namesake': 'Error, calls 3, passed 3',
    'class-level, plain': 'Error, calls 3, passed 0',
    'class-level, static': 'Error, calls 3, passed 0',
    'class-level, another kind': withTimeout,
    'class-level, foreign': 'Error, calls 3, passed 3',
    // The foreign decorator stands above all of ours: it sees the call, not the attempts.
    'class-level, hidden by foreign': 'AttemptTimeoutError, calls 3, passed 1',
    'class-level, static hidden by foreign': 'AttemptTimeoutError, calls 3, passed 1',
    'class-level, same kind hidden by foreign': 'Error, calls 2, passed 1',
    'class-level, sync': 'at once',
    'inherited, plain': 'Error, calls 3, passed 0',
    'inherited, hidden by foreign': 'AttemptTimeoutError, calls 3, passed 1',
    'inherited, overridden without decorators': 'Error, calls 3, passed 0',
    'super, foreign between': 'Error, calls 2, passed 2',
    'inherited, class-level of the parent': withTimeout,
    'name and length': ['get', 2],
    'this and arguments': 'abab',
    'recipe of a method': ['retryOn', 'timeout'],
    'recipe of a static method': ['retryOn', 'timeout'],
    refused: ['getter', 'setter', 'field', 'accessor', 'generator'].map((kind) => `${kind}: ConfigError`),
  });
});

test.runIf(!legacy).each(compilers)('compiled by %s, #private methods are no exception', async (compiler) => {
  expect(await run(compiler, 'private.standard')).toEqual({
    'foreign between, method': 'AttemptTimeoutError, calls 3, passed 3',
    'foreign between, static': 'AttemptTimeoutError, calls 3, passed 3',
    'foreign around, public namesake': 'AttemptTimeoutError, calls 1, passed 2',
    'class-level, another kind': 'AttemptTimeoutError, calls 3, passed 0',
    // A class decorator cannot reach it; what calls it can be guarded.
    'class-level, plain': 'Error, calls 1, passed 0',
    'class-level, static': 'Error, calls 3, passed 0',
  });
});
