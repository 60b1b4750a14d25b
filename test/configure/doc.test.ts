import { attemptsOf, configure } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { reply } from '../support/server.js';
import { snippets } from '../support/snippets.js';

test('the example of docs/configure.md', async () => {
  onTestFinished(() => void configure({}));
  const { http } = await clientFor(reply(503));
  const found = await snippets('docs/configure.md').configure?.({ client: http });
  expect(attemptsOf(found?.failed).map(({ delay }) => delay)).toEqual([1, 2, undefined]);
});
