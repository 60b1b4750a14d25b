import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const built = new URL('dist/node/index.js', root);

/**
 * holdfast as it is published. What runs TypeScript in place names each function anew whenever it is made, so that the
 * sources would be measured slower than they are. A quick run takes them, for nothing is measured.
 */
export async function loadHoldfast(quick: boolean): Promise<typeof import('holdfast')> {
  if (quick) return import('holdfast');
  if (timeOf(built) < newest(new URL('src/', root))) {
    execFileSync(process.execPath, ['scripts/build.js'], {
      cwd: fileURLToPath(root),
      stdio: ['ignore', 2, 2],
    });
  }
  return import(built.href);
}

/** Its transport over undici, of the same build. To be called after `loadHoldfast`. */
export const loadUndici = (quick: boolean): Promise<typeof import('holdfast/undici')> =>
  quick ? import('holdfast/undici') : import(new URL('undici/index.js', built).href);

const timeOf = (file: URL): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const newest = (folder: URL): number =>
  Math.max(
    ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
      timeOf(new URL(file, folder)),
    ),
  );
