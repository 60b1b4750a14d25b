import { readFileSync } from 'node:fs';
import { FAULTS } from 'holdfast/faults';
import type { Case, Expected } from './cases.js';

const PAGE = new URL('../../../docs/faults.md', import.meta.url);
const TABLE = /(?<=<!-- table: matrix -->\n)[\s\S]*?(?=<!-- end -->)/;

/** `status { status: 503 }`, and what else makes it a case of its own. */
export function titleOf({ fault, params, path, warmUp }: Case): string {
  const settings = Object.entries(params ?? {}).map(([name, value]) => `${name}: ${value}`);
  const route = path === undefined ? '' : ` ${path}`;
  const kept = warmUp === undefined ? '' : ', after another call';
  return `${fault}${route}${settings.length > 0 ? ` { ${settings.join(', ')} }` : ''}${kept}`;
}

const cellsOf = ([outcome, attempts, requests]: Expected): string[] => [
  outcome,
  `${attempts}`,
  `${requests}`,
];

/** The page on the faults, with the table of these cases. */
export function pageWith(cases: readonly Case[]): string {
  const head = [
    'fault',
    'what it does',
    'a GET ends with',
    'tries',
    'sent',
    'a POST ends with',
    'tries',
    'sent',
  ];
  const rows = cases.map((given) => [
    `\`${titleOf(given)}\``,
    FAULTS[given.fault].summary,
    ...cellsOf(given.get),
    ...cellsOf(given.post),
  ]);
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => (row[at] as string).length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] as number)).join(' | ')} |`;
  const table = [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
  const page = readFileSync(PAGE, 'utf8');
  // A page without a place for it would be equal to itself for ever.
  if (!TABLE.test(page)) throw new Error('docs/faults.md has no place for the table');
  return page.replace(TABLE, () => `${table}\n`);
}
