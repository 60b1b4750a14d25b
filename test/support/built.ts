/** Programs for processes of their own, made ready: started by tsx instead, each would take eight times as long. */
import { build } from 'esbuild';
import { root } from './tsc.js';

/**
 * Bundles programs into `folder`, in the standard dialect, as the modules `<name>.mjs`. What they have in common they
 * share, and packages are imported as they are.
 *
 * @param programs paths by name, relative to the root
 */
export async function built(folder: string, programs: Record<string, string>): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: programs,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    target: 'node20',
    tsconfigRaw: {},
  });
}
