import { expect, test } from 'vitest';
import { isTolerated, tolerate } from '../../../src/policies/safety/tolerated.js';
import { anotherCopy } from '../../support/copies.js';

test('a response that is tolerated is so, for every copy of the package, and no other is', async () => {
  const copy =
    await anotherCopy<typeof import('../../../src/policies/safety/tolerated.js')>(
      'policies/safety/tolerated',
    );
  const [ours, theirs] = [new Response(null, { status: 404 }), new Response(null, { status: 404 })];
  tolerate(ours);
  copy.tolerate(theirs);
  expect([ours, theirs].map(isTolerated)).toEqual([true, true]);
  expect([ours, theirs].map(copy.isTolerated)).toEqual([true, true]);
  expect([new Response(null, { status: 404 }), undefined, null, 404].map(isTolerated)).toEqual(
    Array(4).fill(false),
  );
});
