import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dummyserver } from '../../../src/faults/routes/dummyserver/index.js';
import { httpbin } from '../../../src/faults/routes/httpbin/index.js';
import { snippets } from '../../support/snippets.js';

const PAGE = 'docs/known-routes.md';

test('the example runs', async () => {
  expect((await snippets(PAGE).routes?.())?.answers).toEqual([418, 'a=1']);
});

test('the tables tell every route', () => {
  const page = readFileSync(new URL(`../../../${PAGE}`, import.meta.url), 'utf8');
  const told = page.split('\n').filter((line) => line.startsWith('| `/'));
  const routes = [...httpbin.routes, ...dummyserver().routes];
  expect(told).toEqual(
    routes.map(
      ({ path, methods = 'GET', summary }) =>
        `| \`${path}\` | ${methods === '*' ? 'any' : methods} | ${summary} |`,
    ),
  );
});
