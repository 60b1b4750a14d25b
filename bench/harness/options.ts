import { parseArgs } from 'node:util';

/** How a bench is run, from its command line. */
export interface Options {
  /** Tiny sizes: shows that a bench still works, and measures nothing. */
  readonly quick: boolean;
  /** Puts the results into docs/performance.md, and the pictures beside it. */
  readonly write: boolean;
  /** The folder for tables and pictures. Default bench/results; none for a quick run. */
  readonly out: string | undefined;
  readonly names: readonly string[];
}

/** @throws TypeError for options that do not exist, or contradict each other */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  });
  const { quick, write, out } = values;
  if (quick && write) throw new TypeError('--quick measures nothing that --write could write');
  return { quick, write, out: out ?? (quick ? undefined : 'bench/results'), names: positionals };
}
