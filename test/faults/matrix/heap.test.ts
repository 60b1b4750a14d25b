/** What fails leaves no memory behind, in whichever of the ways that there are it fails. */
import { startFaultServer } from 'holdfast/faults';
import { expect, onTestFinished, test } from 'vitest';
import { collect, heapUsed } from '../../support/heap.js';
import { call, isEndless } from './call.js';
import { CASES } from './cases.js';

const ROUNDS = 2;

test('the heap is steady over hundreds of failures', async () => {
  const faults = await startFaultServer({ seed: 1 });
  onTestFinished(() => faults.stop());
  // Those that take a time limit's time would need minutes for what the others show in seconds.
  const quick = CASES.filter((given) => !isEndless(given) && given.pause === undefined);
  const round = async (): Promise<void> => {
    await faults.reset();
    for (const given of quick) {
      for (const method of ['get', 'post'] as const) await call(faults, given, method);
    }
    await collect();
  };
  await round();
  const before = heapUsed();
  for (let n = 0; n < ROUNDS; n += 1) await round();
  // An error with its request and response is some ten thousand bytes; the compiler has its own needs meanwhile.
  const kept = (heapUsed() - before) / (ROUNDS * quick.length * 2);
  expect(kept, 'bytes kept of a call').toBeLessThan(5_000);
});
