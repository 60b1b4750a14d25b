import type { Result } from './result.js';

const WIDTH = 760;
/** Of a letter, on average; a browser tells how wide it is only once it is drawn. */
const LETTER = 6.8;
const NUMBERS = 130;
const BAR = 18;
const LINE = 28;
const TOP = 72;

/** Readable on white and on black: a picture in a page knows what its reader prefers. */
const STYLE = `
    text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #24292f; }
    .title { font-weight: 600; }
    .bar { fill: #a8b1bb; } .ours { fill: #1f7a6d; } .spread { stroke: #24292f; } .one { stroke: #8c959f; stroke-dasharray: 3 3; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; } .bar { fill: #57606a; } .ours { fill: #3fb8a5; } .spread { stroke: #e6edf3; }
    }`;

/**
 * A bar for each contestant, as long as its figure, with a line from the least to the most of all rounds; beside each
 * other for each column that is drawn.
 */
export function barChart({ title, columns, drawn, rows, baseline }: Result): string {
  const labels = Math.ceil(Math.max(...rows.map(({ name }) => name.length)) * LETTER) + 24;
  const height = TOP + rows.length * LINE + 12;
  const names = rows.map(
    ({ name }, i) => `
  <text x="${labels - 10}" y="${TOP + i * LINE + 13}" text-anchor="end">${escaped(name)}</text>`,
  );
  const width = (WIDTH - labels) / drawn.length;
  const panels = drawn.map((column, i) => panel(column, labels + i * width, width - NUMBERS));
  const described = rows.map(
    ({ name, cells }) => `${name}: ${drawn.map((i) => `${columns[i]} ${cells[i]?.text}`).join(', ')}`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
  <title>${escaped(title)}</title>
  <desc>${escaped(described.join('; '))}</desc>
  <style>${STYLE}
  </style>
  <text class="title" x="10" y="22">${escaped(title)}</text>${names.join('')}${panels.join('')}
</svg>
`;

  function panel(column: number, left: number, room: number): string {
    const cells = rows.map((row) => row.cells[column] as (typeof row.cells)[number]);
    const longest = Math.max(...cells.map(({ max }) => max).filter((max) => !Number.isNaN(max)), 1);
    const scale = (value: number): number => Math.round((value / longest) * room * 10) / 10;
    const bars = cells.map(({ median, min, max, text }, i) => {
      const y = TOP + i * LINE;
      const middle = y + BAR / 2;
      if (Number.isNaN(median)) return `\n  <text x="${left + 8}" y="${y + 13}">${escaped(text)}</text>`;
      return `
  <rect class="${rows[i]?.ours ? 'ours' : 'bar'}" x="${left}" y="${y}" width="${scale(median)}" height="${BAR}" rx="2"/>
  <path class="spread" d="M${left + scale(min)} ${middle}H${left + scale(max)}"/>
  <text x="${left + scale(max) + 8}" y="${y + 13}">${escaped(text)}</text>`;
    });
    const isRatio = cells[rows.findIndex(({ name }) => name === baseline)]?.text === '1.00';
    const one = `\n  <path class="one" d="M${left + scale(1)} ${TOP - 8}V${height - 8}"/>`;
    return `\n  <text x="${left}" y="50">${escaped(columns[column] ?? '')}</text>${bars.join('')}${isRatio ? one : ''}`;
  }
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
