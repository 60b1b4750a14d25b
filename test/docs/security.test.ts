/** What SECURITY.md promises of the package itself, and that the tests it names exist. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { textOf } from '../support/snippets.js';

const manifest = JSON.parse(textOf('package.json'));

test('nothing runs when the package is installed', () => {
  // npm runs these on the user's machine; `prepack` and `prepublishOnly` run on ours.
  const atInstallation = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare'];
  expect(Object.keys(manifest.scripts).filter((name) => atInstallation.includes(name))).toEqual([]);
  expect(existsSync(new URL('../../binding.gyp', import.meta.url))).toBe(false);
});

test('neither do its dependencies run anything, and they are few', () => {
  const { dependencies } = manifest;
  expect(Object.keys(dependencies).sort()).toEqual(['@standard-schema/spec', 'axios-retry']);
  for (const name of Object.keys(dependencies)) {
    const { scripts = {} } = JSON.parse(
      readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8'),
    );
    expect(Object.keys(scripts).filter((script) => /^(?:pre|post)?install$/.test(script))).toEqual([]);
  }
});

test('every promise names a test', () => {
  const promises =
    /## What is promised\n([\s\S]*?)\n## /.exec(textOf('SECURITY.md'))?.[1]?.split(/^- /m).slice(1) ?? [];
  expect(promises.length).toBeGreaterThan(5);
  for (const promise of promises) expect(promise).toMatch(/\]\(test\/[\w/-]+\.test\.ts\)/);
});
