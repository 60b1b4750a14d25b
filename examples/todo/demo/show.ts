import { defaultFaults } from '../server.js';
import { type OpenClient, plainClient } from './clients.js';
import { compare } from './comparison.js';
import { count } from './numbers.js';
import type { Paint } from './paint.js';
import { playScenes } from './play.js';
import { type Output, progress } from './progress.js';
import { type RunOptions, run } from './run.js';
import { drawTable } from './table.js';
import { complaints } from './verdict.js';
import { planWorkload, type Workload } from './workload.js';

export interface ShowOptions {
  readonly calls: number;
  readonly seed: number;
  readonly decorated: OpenClient;
  readonly out: Output;
  readonly paint: Paint;
}

const USERS = 50;
const WARM_UP = 1000;

const LEGEND = '▒ an attempt that failed   █ one that did not   · the wait before the next one';

const faultRate = Object.values(defaultFaults).reduce((sum, rate) => sum + rate, 0);

const CONDITIONS = [
  `A quarter each: list, get, add, delete. 1 request in ${Math.round(1 / faultRate)} meets a fault: a 500`,
  'before or after the work, 429, 503, no summary, too late, a reset, cut off.',
  'Plain axios has keep-alive and a timeout of 1 s; it does not retry.',
];

/** The whole demo; returns the exit code. */
export async function show({ calls, seed, decorated, out, paint }: ShowOptions): Promise<0 | 1> {
  const say = (line = ''): unknown => out.write(`${line}\n`);
  say(paint.strong('\nSingle calls, attempt by attempt'));
  say(paint.faint(LEGEND));
  const failedScenes = await playScenes(out, paint);

  say(paint.strong(`\n${count(calls)} calls for ${USERS} users at a time`));
  for (const line of CONDITIONS) say(paint.faint(line));
  say();
  const go = (open: OpenClient, work: Workload, onProgress?: RunOptions['onProgress']) =>
    run(open, work, { seed, workers: USERS, onProgress });
  // Else the first run would have to wait for the compiler, and the second would not.
  const warmUp = planWorkload(Math.min(calls, WARM_UP), USERS, seed);
  for (const open of [plainClient, decorated]) await go(open, warmUp);
  const workload = planWorkload(calls, USERS, seed);
  const bare = await go(plainClient, workload, progress('plain axios', calls, out, paint));
  const kept = await go(decorated, workload, progress('holdfast', calls, out, paint));

  say();
  const rows = compare([bare, kept], workload);
  for (const line of drawTable(['', 'plain axios', 'holdfast'], rows, paint)) say(`  ${line}`.trimEnd());

  say();
  const found = [...failedScenes, ...complaints(kept, workload)];
  if (found.length === 0) say(paint.good('  ✓ No decorated call failed, and no item was created twice.'));
  for (const complaint of found) say(paint.bad(`  ✗ ${complaint}`));
  return found.length === 0 ? 0 : 1;
}
