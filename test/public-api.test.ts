/** A name that is exported once is promised for good, so each one is added and removed on purpose. */
import * as holdfast from 'holdfast';
import { expect, test } from 'vitest';

test('the package exports what test/public-api.txt lists', async () => {
  const names = Object.keys(holdfast).sort().join('\n');
  await expect(
    `${names}\n`,
    'The exports have changed. If that is meant: npm test -- public-api --update, and look at the diff of test/public-api.txt.',
  ).toMatchFileSnapshot('public-api.txt');
});
