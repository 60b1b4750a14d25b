// Builds the package in three shapes, from one and the same output of tsc:
// dist/esm   a file for each module, for bundlers, which leave out what an application does not use; and the types
// dist/node  the same modules joined, for Node
// dist/cjs   the same in CommonJS, with types of its own
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bundle } from './bundle.js';

// tsc is run with this very Node: the `tsc` on the PATH may be another one, and is a .cmd file on Windows.
const typescript = createRequire(import.meta.url).resolve('@typescript/native/package.json');
const tsc = join(dirname(typescript), 'bin', 'tsc');

process.chdir(join(import.meta.dirname, '..'));

// tsc never deletes: without this, a file that left src would still be published.
rmSync('dist', { recursive: true, force: true });

const compile = (...args) => execFileSync(process.execPath, [tsc, '-p', ...args], { stdio: 'inherit' });
// Comments are for whoever reads the types in an editor. Node would keep those of the code in memory.
compile('tsconfig.build.json', '--removeComments', '--declaration', 'false');
compile('tsconfig.build.json', '--emitDeclarationOnly');
compile('tsconfig.build.cjs.json');

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const entries = Object.keys(exports)
  .filter((path) => !path.endsWith('.json'))
  .map((path) => join(path, 'index'));
await bundle([...entries, 'cli/index'], 'es', 'dist/node');
await bundle(entries, 'cjs', 'dist/cjs');

// The package is "type": "module", so Node and TypeScript need to be told that this folder is not.
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');

// The first line of a program is kept, which makes it one, but not that it may be run.
chmodSync('dist/node/cli/index.js', 0o755);
