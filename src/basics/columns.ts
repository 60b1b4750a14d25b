/** A line for each row, with its cells one under another. */
export function columns(rows: readonly (readonly string[])[], indent = ''): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, { length }] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, length);
  return rows.map((row) => {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] as number));
    return indent + cells.join('  ').trimEnd();
  });
}
