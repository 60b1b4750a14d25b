import type { Paint } from './paint.js';

/** A label and a cell for each column; an empty row parts one group from the next. */
export type Row = readonly string[];

/** Labels to the left, numbers to the right, 80 columns at most if the cells are short. */
export function drawTable(head: Row, rows: readonly Row[], paint: Paint): string[] {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const align = (row: Row): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('   ');
  const rule = paint.faint('─'.repeat(align(head).length));
  return [paint.strong(align(head)), rule, ...rows.map((row) => (row.length === 0 ? '' : align(row))), rule];
}
