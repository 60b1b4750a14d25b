import { expect, test } from 'vitest';
import { snippets } from '../support/snippets.js';

const page = snippets('docs/faults.md');

test('the example of the page shows what it says', async () => {
  const { response, seen } = (await page.faults?.()) ?? {};
  expect(response.status).toBe(503);
  expect(seen).toEqual(['GET /?status=503']);
});

test('a fault of one’s own is started beside the others', async () => {
  const { brewed } = (await page.own?.()) ?? {};
  expect(brewed.status).toBe(503);
});
