import type { Result } from './result.js';

const WIDTH = 760;
const LABELS = 280;
const NUMBERS = 150;
const BAR = 18;
const LINE = 28;
const TOP = 48;

/** Readable on white and on black: a picture in a page knows what its reader prefers. */
const STYLE = `
    text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #24292f; }
    .title { font-weight: 600; }
    .bar { fill: #a8b1bb; } .ours { fill: #1f7a6d; } .spread { stroke: #24292f; } .one { stroke: #8c959f; stroke-dasharray: 3 3; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; } .bar { fill: #57606a; } .ours { fill: #3fb8a5; } .spread { stroke: #e6edf3; }
    }`;

/** A bar for each contestant, as long as its first column says, with a line from the least to the most of all rounds. */
export function barChart({ title, columns, rows, baseline }: Result): string {
  const bars = rows.map(({ name, ours, cells }) => ({
    name,
    ours,
    ...(cells[0] as NonNullable<(typeof cells)[0]>),
  }));
  const longest = Math.max(...bars.map(({ max }) => max), 1);
  const scale = (value: number): number =>
    Math.round((value / longest) * (WIDTH - LABELS - NUMBERS) * 10) / 10;
  const height = TOP + bars.length * LINE + 12;
  const heading = escaped(`${title}: ${columns[0]}`);
  const described = escaped(bars.map(({ name, text }) => `${name}: ${text}`).join('; '));
  const drawn = bars.map(({ name, ours, median, min, max, text }, i) => {
    const y = TOP + i * LINE;
    const middle = y + BAR / 2;
    return `
  <text x="${LABELS - 10}" y="${y + 13}" text-anchor="end">${escaped(name)}</text>
  <rect class="${ours ? 'ours' : 'bar'}" x="${LABELS}" y="${y}" width="${scale(median)}" height="${BAR}" rx="2"/>
  <path class="spread" d="M${LABELS + scale(min)} ${middle}H${LABELS + scale(max)}"/>
  <text x="${LABELS + scale(max) + 8}" y="${y + 13}">${escaped(text)}</text>`;
  });
  const one = rows.some(({ name }) => name === baseline) ? LABELS + scale(1) : undefined;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
  <title>${heading}</title>
  <desc>${described}</desc>
  <style>${STYLE}
  </style>
  <text class="title" x="10" y="22">${heading}</text>${drawn.join('')}${
    one === undefined ? '' : `\n  <path class="one" d="M${one} ${TOP - 8}V${height - 8}"/>`
  }
</svg>
`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
