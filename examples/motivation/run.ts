/**
 * Measures what docs/motivation.md tells, against real servers on loopback. Run it by `npm run motivation`; with
 * `-- --write` the numbers go into the page.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { measurements } from './measurements.js';
import { intoPage } from './table.js';

const PAGE = new URL('../../docs/motivation.md', import.meta.url);

let page = readFileSync(PAGE, 'utf8');
for (const [name, measure] of Object.entries(measurements)) {
  const rows = await measure();
  console.log(`\n${name}`);
  console.table(rows);
  page = intoPage(page, name, rows);
}
if (process.argv.includes('--write')) writeFileSync(PAGE, page);
