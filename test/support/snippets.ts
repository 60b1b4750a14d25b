import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const cache = new URL('../../node_modules/.cache/holdfast-snippets/', import.meta.url);

/**
 * The code blocks of a page that are marked with `<!-- run: name -->`, each as a function: what it uses but does not
 * define is passed in, and the classes and constants that it defines come back.
 */
export function snippets(page: string): Record<string, (given?: object) => Promise<Record<string, any>>> {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
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
  const body = code.replaceAll(/^import .*$/gm, '');
  const defined = [...body.matchAll(/^(?:class|const|let|function) (\w+)/gm)].map(([, name]) => name);
  return [
    ...imports,
    `export default async ({ ${given.join(', ')} }) => {`,
    body,
    `return { ${defined.join(', ')} };`,
    '};',
  ].join('\n');
}
