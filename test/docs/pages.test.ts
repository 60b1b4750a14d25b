/** What holds for all pages: code that is shown is code that runs. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pagesIn, textOf, unmarked } from '../support/snippets.js';

const folders = readdirSync(new URL('../../docs/', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^\.|^(?:node_modules|reference|img)$/.test(entry.name))
  .map(({ name }) => `docs/${name}`);
const pages = ['README.md', 'CONTRIBUTING.md', 'docs', ...folders].flatMap((path) =>
  path.endsWith('.md') ? path : pagesIn(path),
);

test.each(pages)('%s shows no TypeScript that no test runs', (page) =>
  expect(unmarked(textOf(page))).toEqual([]),
);

test('a block without a mark is found', () => {
  const block = '```ts\nretry();\n```\n';
  expect(unmarked(`Text\n${block}<!-- run: it -->\n${block}\n<!-- run: it -->\n\n${block}`)).toEqual([
    'retry();',
  ]);
  expect(unmarked('```sh\nnpm ci\n```\n```txt\nretry(): void\n```\n')).toEqual([]);
});
