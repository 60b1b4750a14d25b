import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { withMermaid } from 'vitepress-plugin-mermaid';

const docs = new URL('../', import.meta.url);

/** The pages of a folder under their own first headings, so that a page that is added is found. */
function pages(folder: string, first: readonly string[] = []) {
  const files = (existsSync(new URL(folder, docs)) ? readdirSync(new URL(folder, docs)) : []).filter(
    (file) => /\.md$/.test(file) && file !== 'index.md',
  );
  const place = (file: string): number => (first.indexOf(file) + 1 || files.length + 1) as number;
  return files
    .sort((a, b) => place(a) - place(b) || a.localeCompare(b))
    .map((file) => {
      const heading = /^# (.*)$/m.exec(readFileSync(new URL(folder + file, docs), 'utf8'))?.[1];
      return { text: heading?.replaceAll('`', '') ?? file, link: `/${folder}${file.replace(/\.md$/, '')}` };
    });
}

const begin = ['motivation.md', 'tutorial.md', 'how-it-works.md', 'architecture.md', 'failures.md'];

export default withMermaid({
  title: 'holdfast',
  description:
    'Makes unreliable HTTP APIs reliable: resilience as TypeScript decorators, over axios or any client.',
  srcExclude: ['node_modules/**'],
  outDir: '../dist-docs',
  cleanUrls: true,
  // The repository's own pages stand beside the site, not on it. Every other dead link ends the build.
  ignoreDeadLinks: [
    /^(\.\/)?(\.\.\/)+(README|CONTRIBUTING|CHANGELOG|SECURITY|LICENSE|examples|bench|src|test)/,
  ],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      { text: 'Guide', items: pages('', begin) },
      {
        text: 'Decorators',
        items: pages('decorators/', ['retry.md', 'timeout.md', 'accept.md', 'backoff.md']),
      },
      { text: 'Recipes', items: pages('recipes/') },
      { text: 'Coming from', items: pages('coming-from/') },
      { text: 'Reference', link: '/reference/' },
    ].filter(({ items, link }) => link !== undefined || (items?.length ?? 0) > 0),
  },
});
