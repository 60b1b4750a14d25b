import { readFileSync } from 'node:fs';

/** The rows of the table of a page that is marked with `<!-- table: name -->`, without its head: the text of each cell. */
export function tableIn(page: string, name: string): string[][] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
  const lines = text.split(`<!-- table: ${name} -->\n`)[1]?.split('\n\n')[0]?.trimEnd().split('\n') ?? [];
  const rows = lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  if (rows.length === 0) throw new Error(`${page} has no table '${name}'`);
  return rows;
}
