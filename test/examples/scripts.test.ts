import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  scripts: Record<string, string>;
};
const files = Object.values(scripts).flatMap((script) => script.match(/examples\/\S+\.ts/) ?? []);

test('each example can be run by a script, which names a file that is there', () => {
  const folders = readdirSync(new URL('examples/', root), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(folders.filter((name) => !files.some((file) => file.startsWith(`examples/${name}/`)))).toEqual([]);
  expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
});
