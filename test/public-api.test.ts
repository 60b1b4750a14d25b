/** A name that is exported once is promised for good, so each one is added and removed on purpose. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const subpaths = Object.keys(exports).filter((path) => !path.endsWith('.json'));

test.each(subpaths)('%s exports what its list in test/public-api says', async (subpath) => {
  const folder = subpath === '.' ? '' : `${subpath.slice(2)}/`;
  const module = await import(
    /* @vite-ignore */ new URL(`../src/${folder}index.ts`, import.meta.url).pathname
  );
  const list = `holdfast${subpath.slice(1).replace('/', '-')}.txt`;
  await expect(
    `${Object.keys(module).sort().join('\n')}\n`,
    `The exports have changed. If that is meant: npm test -- public-api --update, and look at the diff of ${list}.`,
  ).toMatchFileSnapshot(`public-api/${list}`);
});
