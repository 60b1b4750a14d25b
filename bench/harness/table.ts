import type { Result } from './result.js';

/** For the eye: labels to the left, numbers to the right. */
export function textTable({ columns, rows }: Result): string {
  const lines = [
    ['', ...columns],
    ...rows.map(({ name, cells }) => [name, ...cells.map(({ text }) => text)]),
  ];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length))) ?? [];
  const [head, ...body] = lines.map((line) =>
    line
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('   '),
  );
  const rule = '─'.repeat(head?.length ?? 0);
  return [head, rule, ...body, rule].join('\n');
}

/** The same for a page. */
export function markdownTable({ columns, rows }: Result): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(['', ...columns]),
    `|---|${'---:|'.repeat(columns.length)}`,
    ...rows.map(({ name, ours, cells }) =>
      line([ours ? `**${name}**` : name, ...cells.map(({ text }) => text)]),
    ),
  ].join('\n');
}
