// Installs the packed package into a fresh application and uses it there, as a user would: by every TypeScript that is
// supported, in both dialects of decorators and all module systems, by other compilers, by Jest, on every Node.
// `npm run apps`; with a folder as its argument, it is used and kept.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from './install.js';
import { report } from './report.js';
import { steps } from './steps.js';

const root = join(import.meta.dirname, '..', '..');
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const subpaths = Object.keys(exports)
  .filter((path) => !path.endsWith('.json'))
  .map((path) => `holdfast${path.slice(1)}`);

const [, , kept] = process.argv;
const folder = kept ?? mkdtempSync(join(tmpdir(), 'holdfast-apps-'));
mkdirSync(folder, { recursive: true });
try {
  const npm = (...args) =>
    execFileSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  const [{ filename }] = JSON.parse(npm('pack', '--ignore-scripts', '--json', '--pack-destination', folder));
  install(folder, join(folder, filename));
  process.exitCode = (await report(steps(folder, subpaths))) ? 0 : 1;
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}
