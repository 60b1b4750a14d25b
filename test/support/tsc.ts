/** The project's own compiler, run on files of a test's choosing. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished, TestRunner } from 'vitest';

const execute = promisify(execFile);

/** The folder of the project, to which the settings' own paths are relative. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs this very Node. */
export const node = (...args: string[]) => execute(process.execPath, args);

let projects = 0;

const compiler = join(
  dirname(createRequire(import.meta.url).resolve('@typescript/native/package.json')),
  'bin',
  'tsc',
);

export type Dialect = 'standard' | 'legacy';

/**
 * A folder for what is compiled, within node_modules so that imports are found from there. It ends with the test that
 * asked for it; outside of tests, remove it yourself.
 */
export function workshop(): string {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'holdfast-'));
  if (TestRunner.getCurrentTest()) onTestFinished(() => remove(folder));
  return folder;
}

export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/**
 * Compiles `files` with the project's settings and `options`.
 *
 * @returns what tsc has to say: one error per entry, with the lines that explain it
 */
export async function tsc(
  folder: string,
  dialect: Dialect,
  files: readonly string[],
  options: object = {},
): Promise<string[]> {
  projects += 1;
  const project = join(folder, `tsconfig.${projects}.json`);
  const settings = join(root, dialect === 'legacy' ? 'tsconfig.legacy.json' : 'tsconfig.json');
  writeFileSync(project, JSON.stringify({ extends: settings, compilerOptions: options, files, include: [] }));
  try {
    await node(compiler, '-p', project, '--pretty', 'false');
    return [];
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (!stdout) throw error;
    return stdout.trim().split(/\n(?! )/);
  }
}
