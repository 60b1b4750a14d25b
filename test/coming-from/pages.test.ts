import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../../docs/coming-from/', import.meta.url);
const tests = readdirSync(new URL('./', import.meta.url))
  .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
  .join('\n');

test.each(readdirSync(folder))(
  '%s: each block of TypeScript is run by a test, and has its other side',
  (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const names = [...text.matchAll(/<!-- run: ([\w-]+) -->\n```ts\n/g)].map(([, each]) => each as string);
    expect(names.length).toBeGreaterThan(2);
    expect(text.match(/```ts\n/g)).toHaveLength(names.length);
    expect(names.filter((each) => !tests.includes(`'${each}'`))).toEqual([]);
    const before = names.filter((each) => each.startsWith('before-'));
    expect(before.filter((each) => !names.includes(each.replace('before-', 'after-')))).toEqual([]);
  },
);

test.each(readdirSync(folder))('%s: tells what differs, what goes away and what is missing', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    'Side by side',
    'Options',
    expect.stringMatching(/^(How often|Which)/),
    'What no longer happens',
    expect.stringMatching(/^What .* has, and holdfast has not$/),
  ]);
});
