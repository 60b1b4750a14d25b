import { expect, test } from 'vitest';
import { tableAfter, textOf } from '../support/snippets.js';

test('the sizes on the page about performance are those that fail', () => {
  const budgets = JSON.parse(textOf('.size-limit.json')) as { name: string; limit: string }[];
  expect(budgets.length).toBeGreaterThan(0);
  expect(tableAfter(textOf('docs/performance.md'), 'sizes')).toEqual(
    budgets.map(({ name, limit }) => [name, limit]),
  );
});
