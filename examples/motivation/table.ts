/** One line of a table, by the heads of its columns. */
export type Row = Readonly<Record<string, string | number>>;

const cell = (value: string | number): string =>
  typeof value === 'number' ? value.toLocaleString('en-US') : value;

/** The rows as a table of Markdown. */
export function markdown(rows: readonly Row[]): string {
  const heads = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => heads.map((head) => cell(row[head] ?? '')));
  return [heads, heads.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/**
 * A page with the rows in their place, between `<!-- measured: name -->` and `<!-- /measured -->`.
 *
 * @throws Error if the page has no such place
 */
export function intoPage(page: string, name: string, rows: readonly Row[]): string {
  const place = new RegExp(`(<!-- measured: ${name} -->\n)[^]*?(<!-- /measured -->)`);
  if (!place.test(page)) throw new Error(`the page has no place for '${name}'`);
  return page.replace(place, (_, before: string, after: string) => `${before}${markdown(rows)}\n${after}`);
}
