/** What users' editors and compilers see of the package: the declarations that `index.ts` leads to. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { specifiers, withoutComments } from '../support/imports.js';
import { root, tsc, workshop } from '../support/tsc.js';

/** The declaration files that `file` leads to, itself included. */
function reachable(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const specifier of specifiers(readFileSync(file, 'utf8'))) {
    if (specifier.startsWith('.')) reachable(join(dirname(file), specifier.replace(/\.js$/, '.d.ts')), seen);
  }
  return seen;
}

/** Every line that says `any` as a type. */
function gaps(declarations: string): string[] {
  return withoutComments(declarations)
    .split('\n')
    .filter((line) => /\bany\b/.test(line));
}

test('no public signature says any', async () => {
  const folder = workshop();
  await tsc(folder, 'standard', [join(root, 'src/index.ts')], {
    noEmit: false,
    noCheck: true,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: join(root, 'src'),
    outDir: folder,
  });
  const files = [...reachable(join(folder, 'index.d.ts'))];
  expect(files.length).toBeGreaterThan(20);
  expect(files.flatMap((file) => gaps(readFileSync(file, 'utf8')))).toEqual([]);
});

test('any is found, but not in words', () => {
  const code = `
    /** any */ export declare const anyOf: (value: string) => 'many'; // any
    export declare function loose(value: any): void;
    export type List = Promise<any[]>;`;
  expect(gaps(code)).toHaveLength(2);
});
