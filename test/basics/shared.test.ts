import { expect, test } from 'vitest';
import { shared } from '../../src/basics/shared.js';
import { anotherCopy } from '../support/copies.js';

test('the first copy makes it, and the others take it', async () => {
  const copy = await anotherCopy<typeof import('../../src/basics/shared.js')>('basics/shared');
  const first = shared('test@1', () => ({ of: 'ours' }));
  const second = copy.shared('test@1', () => ({ of: 'theirs' }));
  expect(copy.shared).not.toBe(shared);
  expect(second).toBe(first);
  expect(second.of).toBe('ours');
  expect(shared('test@2', () => ({ of: 'another shape' }))).not.toBe(first);
});
