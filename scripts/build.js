// Builds both module systems with tsc alone, one run each.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

// tsc is run with this very Node: the `tsc` on the PATH may be another one, and is a .cmd file on Windows.
const typescript = createRequire(import.meta.url).resolve('@typescript/native/package.json');
const tsc = join(dirname(typescript), 'bin', 'tsc');

process.chdir(join(import.meta.dirname, '..'));

// tsc never deletes: without this, a file that left src would still be published.
rmSync('dist', { recursive: true, force: true });

for (const project of ['tsconfig.build.json', 'tsconfig.build.cjs.json']) {
  execFileSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' });
}

// The package is "type": "module", so Node and TypeScript need to be told that this folder is not.
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');

// tsc keeps the first line of a program, which makes it one, but not that it may be run.
chmodSync('dist/esm/cli/index.js', 0o755);
