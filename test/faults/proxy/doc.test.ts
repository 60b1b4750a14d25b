import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TOXICS } from '../../../src/faults/proxy/toxics/index.js';
import { json, serve } from '../../support/server.js';
import { snippets } from '../../support/snippets.js';

const PAGE = 'docs/fault-proxy.md';

test('the example runs', async () => {
  const server = await serve(json({ id: 7 }));
  const found = await snippets(PAGE).proxied?.({ upstream: server.url });
  expect(found).toMatchObject({ first: { id: 7 }, second: { id: 7 }, item: { id: 7 } });
  expect(found?.faulty.connections).toBe(0);
});

test('the table tells every toxic, with its options and what it does', () => {
  const page = readFileSync(new URL(`../../../${PAGE}`, import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([\w-]+)` +\| (.+?) +\| (.+?) +\|$/gm)];
  const told = rows.map(([, name, options, summary]) => [name, options, summary]);
  for (const [name, { options, summary }] of Object.entries(TOXICS)) {
    const listed = options.map((option) => `\`${option}\``).join(', ');
    expect(told).toContainEqual([name, listed, summary]);
  }
  // The options of proxy() stand in a table of the same shape.
  expect(told).toHaveLength(Object.keys(TOXICS).length + 4);
});
