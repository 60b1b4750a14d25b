import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const cache = new URL('../../node_modules/.cache/holdfast-snippets/', import.meta.url);

const root = new URL('../../', import.meta.url);

/** The text of a page, by its path from the root. */
export const textOf = (page: string): string => readFileSync(new URL(page, root), 'utf8');

/** The pages right in a folder, by their paths from the root. */
export const pagesIn = (folder: string): string[] =>
  (existsSync(new URL(folder, root)) ? readdirSync(new URL(folder, root)) : [])
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => `${folder}/${file}`);

/** The first lines of the blocks of TypeScript that no test can find, for want of a `<!-- run: name -->` before them. */
export const unmarked = (text: string): string[] =>
  [...text.matchAll(/(?<!<!-- run: [\w-]+ -->\s*)^```(?:ts|typescript)\b.*\n(.*)/gm)].map(
    ([, line = '']) => line,
  );

/** The rows of the table that follows `<!-- mark -->`, cell by cell and without their backquotes; the head is none. */
export const tableAfter = (text: string, mark: string): string[][] =>
  (new RegExp(`<!-- ${mark} -->\\n((?:\\|.*\\n)+)`).exec(text)?.[1] ?? '')
    .split('\n')
    .slice(2, -1)
    .map((row) =>
      row
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.replaceAll('`', '').trim()),
    );

/**
 * The code blocks of a page that are marked with `<!-- run: name -->`, each as a function: what it uses but does not
 * define is passed in, and the classes and constants that it defines come back.
 */
export function snippets(page: string): Record<string, (given?: object) => Promise<Record<string, any>>> {
  const text = textOf(page);
  const blocks = [...text.matchAll(/<!-- run: ([\w-]+) -->\s*```ts\n([\s\S]*?)```/g)];
  mkdirSync(cache, { recursive: true });
  return Object.fromEntries(
    blocks.map(([, name = '', code = '']) => {
      const file = new URL(`${page.replaceAll(/\W/g, '-')}-${name}.ts`, cache);
      return [
        name,
        async (given: object = {}) => {
          writeFileSync(file, asModule(code, Object.keys(given)));
          const module = await import(/* @vite-ignore */ file.pathname);
          return module.default(given);
        },
      ];
    }),
  );
}

function asModule(code: string, given: readonly string[]): string {
  const imports = code.match(/^import .*$/gm) ?? [];
  const body = code.replaceAll(/^import .*$/gm, '').replaceAll(/^export (?=function|const|class)/gm, '');
  const defined = [...body.matchAll(/^(?:class|const|let|function) (\w+)/gm)].map(([, name]) => name);
  return [
    ...imports,
    `export default async ({ ${given.join(', ')} }) => {`,
    body,
    `return { ${defined.join(', ')} };`,
    '};',
  ].join('\n');
}
