import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Result } from './result.js';
import { barChart } from './svg.js';
import { markdownTable } from './table.js';

const PAGE = 'docs/performance.md';
const PICTURES = 'docs/img';

/**
 * Puts a result into the page about performance, between `<!-- bench: name -->` and `<!-- /bench: name -->`, and its
 * picture beside it.
 *
 * @throws Error if the page has no such place
 */
export function writeDocs(result: Result, command: string): void {
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(PAGE, replaced(page, result, command));
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(`${PICTURES}/${result.name}.svg`, barChart(result));
}

export function replaced(page: string, result: Result, command: string): string {
  const { name, rounds, count, circumstances } = result;
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- /bench: ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE} has no place for '${name}': ${begin} ... ${end}`);
  const told = `\`${command}\`: ${rounds} rounds of ${count.toLocaleString('en-US')}; ${circumstances}.`;
  return `${page.slice(0, from + begin.length)}\n${markdownTable(result)}\n\n${told}\n${page.slice(to)}`;
}
