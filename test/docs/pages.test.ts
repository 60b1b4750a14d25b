/** What holds for all pages: code that is shown is code that runs. */
import { existsSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { pagesIn, textOf, unmarked } from '../support/snippets.js';

const folders = readdirSync(new URL('../../docs/', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^\.|^(?:node_modules|reference|img)$/.test(entry.name))
  .map(({ name }) => `docs/${name}`);
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'docs', ...folders].flatMap(
  (path) => (path.endsWith('.md') ? path : pagesIn(path)),
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

/** The files that a page links to, with the headings they are to have. What stands in blocks of code is no link. */
function links(page: string): { target: string; anchor: string | undefined }[] {
  const prose = textOf(page).replaceAll(/^```[\s\S]*?^```/gm, '');
  const inPage = [...prose.matchAll(/\]\((?![a-z]+:|\/)([^)\s#]*)(?:#([^)\s]+))?\)/g)].map(
    ([, path = '', anchor]) => ({
      target: path === '' ? page : posix.normalize(posix.join(posix.dirname(page), path)),
      anchor,
    }),
  );
  // The home page of the site names addresses, not files.
  const onSite = [...prose.matchAll(/\blink: \/([\w/-]+)/g)].map(([, path]) => ({
    target: `docs/${path}.md`,
    anchor: undefined,
  }));
  return [...inPage, ...onSite];
}

const slugs = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );

test.each(pages)('the links of %s lead somewhere', (page) => {
  for (const { target, anchor } of links(page)) {
    expect(existsSync(new URL(`../../${target}`, import.meta.url)), target).toBe(true);
    if (anchor !== undefined) expect(slugs(textOf(target)), target).toContain(anchor);
  }
});

test('links are found, but not in code', () => {
  const found = links('README.md').map(({ target }) => target);
  expect(found).toContain('docs/motivation.md');
  expect(links('docs/index.md').length).toBeGreaterThan(2);
  expect(links('docs/decorators/backoff.md')).toContainEqual({
    target: 'docs/motivation.md',
    anchor: 'in-step',
  });
});
