import { expect, test } from 'vitest';
import { json, reply, serve } from '../support/server.js';
import { snippets } from '../support/snippets.js';

test('the example of docs/testing.md', async () => {
  const server = await serve([reply(503), reply(503), json({ id: 7 }), reply(503), json({ id: 8 })]);
  const found = await snippets('docs/testing.md').virtual?.({ url: server.url });
  await found?.api.http.close();
  expect(found).toMatchObject({
    early: 1,
    later: 2,
    response: { data: { id: 7 } },
    took: 30_000,
    again: { data: { id: 8 } },
    delays: [10_000, undefined],
  });
});
