/** The numbers of docs/motivation.md are measured anew, and are what the page says. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measurements } from '../../examples/motivation/measurements.js';
import { intoPage } from '../../examples/motivation/table.js';
import { textOf } from '../support/snippets.js';

const page = textOf('docs/motivation.md');

test('every place of the page has a measurement', () => {
  const places = [...page.matchAll(/<!-- measured: ([\w-]+) -->/g)].map(([, name]) => name);
  expect(places).toEqual(Object.keys(measurements));
});

test.each(Object.keys(measurements))('%s: the page says what is measured', async (name) => {
  const rows = (await measurements[name]?.()) ?? [];
  expect(rows.length).toBeGreaterThan(1);
  expect(intoPage(page, name, rows)).toBe(page);
});

test('the versions are those that are measured', () => {
  const told = [...page.matchAll(/(axios|axios-retry|p-retry) (\d+\.\d+\.\d+)/g)];
  expect(told).toHaveLength(3);
  for (const [, name, version] of told) {
    const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
    expect(JSON.parse(readFileSync(manifest, 'utf8')).version).toBe(version);
  }
});
