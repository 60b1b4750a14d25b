import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The oldest and newest TypeScript of each kind that is supported. */
export const COMPILERS = { ts52: '5.2.2', ts59: '5.9.3', ts6: '6.0.3', ts7: '7.0.2' };

/** Each comes from npm as a package of binaries. */
export const NODES = { node20: '^20.19.0', node22: '^22.18.0', node24: '^24.9.0', node26: '^26.0.0' };

/** Those of NestJS that are in use, with the module system in which their applications are written. */
export const NESTS = { 'NestJS 11': ['^11.0.0', 'commonjs'], 'NestJS 12': ['^12.0.0', 'module'] };

const PLATFORM = process.platform === 'win32' ? 'win' : process.platform;

/** A fresh application: the packed package and what users have beside it. */
export function install(folder, tarball) {
  const alias = (name, versions) =>
    Object.fromEntries(Object.entries(versions).map(([as, version]) => [as, `npm:${name}@${version}`]));
  const dependencies = {
    holdfast: `file:${tarball}`,
    axios: '^1.16.0',
    'axios-oldest': 'npm:axios@1.16.0',
    'reflect-metadata': '^0.2.2',
    undici: '^7.0.0',
    'undici-oldest': 'npm:undici@7.0.0',
    selfsigned: '^5.5.0',
    '@types/node': '^20.19.0',
    '@swc/core': '^1.15.0',
    esbuild: '^0.28.0',
    jest: '^30.0.0',
    tsx: '^4.20.0',
    ...alias('typescript', COMPILERS),
    ...alias(`node-${PLATFORM}-${process.arch}`, NODES),
  };
  installInto(folder, dependencies);
  // Each has packages of its own, and finds the others in the folder around it.
  for (const [what, [version, type]] of Object.entries(NESTS)) {
    const parts = ['common', 'core', 'platform-express'].map((part) => [`@nestjs/${part}`, version]);
    const beside = { rxjs: '^7.8.0', 'reflect-metadata': '^0.2.2' };
    installInto(folderOf(folder, what), { ...Object.fromEntries(parts), ...beside }, type);
  }
}

/** Where a program of this name is put together. */
export function folderOf(folder, what) {
  const path = join(folder, what.replaceAll(/\W+/g, '-'));
  mkdirSync(path, { recursive: true });
  return path;
}

function installInto(folder, dependencies, type = 'commonjs') {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type, dependencies }, null, 2));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--no-package-lock'];
  execFileSync('npm', ['install', ...quiet], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}
