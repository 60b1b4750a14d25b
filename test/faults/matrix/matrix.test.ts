/** Every fault there is, met by a decorated GET and a decorated POST through the shared client. */
import { FAULTS, type FaultServer, startFaultServer } from 'holdfast/faults';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leftovers, resources } from '../../support/leftovers.js';
import { call, LONGEST } from './call.js';
import { CASES } from './cases.js';
import { pageWith, titleOf } from './page.js';

let faults: FaultServer;
beforeAll(async () => {
  faults = await startFaultServer({ seed: 1 });
});
afterAll(() => faults.stop());

test('no fault is left out', () => {
  expect(new Set(CASES.map(({ fault }) => fault))).toEqual(new Set(Object.keys(FAULTS)));
});

describe.each(CASES.map((given) => [titleOf(given), given] as const))('%s', (_title, given) => {
  test.each(['get', 'post'] as const)('%s ends as it is written', async (method) => {
    await faults.reset();
    const before = resources();
    const start = performance.now();
    expect(await call(faults, given, method)).toEqual(given[method]);
    expect(performance.now() - start).toBeLessThan(LONGEST);
    expect(await leftovers(before), 'timers, sockets and listeners that are left').toEqual([]);
  });
});

test('docs/faults.md has this very table', async () => {
  await expect(
    pageWith(CASES),
    'If the change is meant: npm test -- matrix --update, and look at the diff of docs/faults.md.',
  ).toMatchFileSnapshot('../../../docs/faults.md');
});
