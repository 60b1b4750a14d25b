import { expect, test } from 'vitest';
import { snippets } from '../support/snippets.js';

test('the example of docs/adding-a-fault.md', async () => {
  const found = await snippets('docs/adding-a-fault.md').stale?.();
  expect(found).toMatchObject({ read: {}, methods: ['PUT', 'GET'] });
  expect(found?.read).toEqual({});
});
