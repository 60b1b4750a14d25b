import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Contestant, Sample } from './contestant.js';
import { median } from './stats.js';

setFlagsFromString('--expose-gc');
/** So that nobody pays for the garbage of another. */
export const collectGarbage = runInNewContext('gc') as () => void;

/**
 * Lets a contestant run once.
 *
 * @param leadIn calls that do not count: with the garbage, V8 throws away code that it had compiled for it
 */
export async function measure(contestant: Contestant, count: number, leadIn = 0): Promise<Sample> {
  collectGarbage();
  await turn();
  if (leadIn > 0) await contestant.run(leadIn);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const figures = await contestant.run(count);
  const time = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { time: time / count, cpu: (user + system) / 1000 / count, ...figures };
}

const BATCHES = 25;

/**
 * Bytes that a contestant allocates per call, the median of several small batches. Those in which garbage was collected
 * tell nothing; if that is most of them, the batches get smaller.
 */
export async function allocated(contestant: Contestant, count: number): Promise<number> {
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  observer.observe({ entryTypes: ['gc'] });
  // Node tells of a collection a turn later, and observers another one.
  const settled = async (): Promise<number> => {
    for (let i = 0; i < 3; i++) await turn();
    return collections;
  };
  try {
    for (let size = count; size >= 1; size = Math.floor(size / 2)) {
      const found: number[] = [];
      collectGarbage();
      for (let batch = 0; batch < BATCHES; batch++) {
        const before = await settled();
        const usedBefore = process.memoryUsage().heapUsed;
        await contestant.run(size);
        const used = process.memoryUsage().heapUsed - usedBefore;
        if ((await settled()) === before) found.push(used / size);
      }
      if (found.length > BATCHES / 2) return median(found);
    }
    throw new Error(`${contestant.name}: the garbage collector ran during each call`);
  } finally {
    observer.disconnect();
  }
}
