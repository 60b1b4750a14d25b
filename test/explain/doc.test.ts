import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { snippets } from '../support/snippets.js';

test('the example of docs/explain.md prints what the page shows', async () => {
  const printed: unknown[] = [];
  const console = { log: (what: unknown) => printed.push(String(what)) };
  await snippets('docs/explain.md').explain?.({ client: undefined, console });
  const page = readFileSync(new URL('../../docs/explain.md', import.meta.url), 'utf8');
  const shown = /<!-- output: explain -->\n```\n([\s\S]*?)\n```/.exec(page)?.[1];
  expect(printed).toEqual([shown]);
});
