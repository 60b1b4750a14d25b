import { mkdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { circumstancesOf } from './circumstances.js';
import { writeDocs } from './docs.js';
import type { Group } from './group.js';
import { readOptions } from './options.js';
import { Progress } from './progress.js';
import { type Result, resultOf } from './result.js';
import { playRounds } from './rounds.js';
import { barChart } from './svg.js';
import { textTable } from './table.js';

/** What a bench script has at hand. */
export interface Bench {
  /** Tiny sizes are asked for. */
  readonly quick: boolean;
  /** `count`, or as many as do for a quick run. */
  size(count: number, quick?: number): number;
  /** Measures, and puts the result on the screen, into files and, with `--write`, into the docs. */
  compare(group: Group): Promise<Result>;
  readonly progress: Progress;
}

/** Runs a bench script: reads the command line, and hands over what a script needs. */
export async function bench(script: (bench: Bench) => Promise<void>): Promise<void> {
  const { quick, write, out } = readOptions(process.argv.slice(2));
  const progress = new Progress(process.stderr);
  const command = `npm run bench -- ${basename(process.argv[1] ?? '', '.ts')}`;
  await script({
    quick,
    progress,
    size: (count, least = 2) => (quick ? least : count),
    async compare(group) {
      const rounds = quick ? 1 : (group.rounds ?? 9);
      const result = resultOf(
        group,
        await playRounds(group, rounds, progress),
        rounds,
        circumstancesOf(group),
      );
      const { name, title, baseline, circumstances } = result;
      const told = `median of ${rounds} (least–most), '${baseline}' = 1.00; ${circumstances}`;
      process.stdout.write(`\n${title}\n${told}\n\n${textTable(result)}\n`);
      if (out !== undefined) {
        mkdirSync(out, { recursive: true });
        writeFileSync(`${out}/${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
        writeFileSync(`${out}/${name}.svg`, barChart(result));
      }
      if (write) writeDocs(result, command);
      return result;
    },
  });
}
