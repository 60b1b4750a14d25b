import { expect, test } from 'vitest';
import { json, serve } from '../support/server.js';
import { snippets } from '../support/snippets.js';

test('the example of docs/undici.md', async () => {
  const server = await serve(json({ id: 7 }));
  const { client } = snippets('docs/undici.md');
  const { response, stats } = (await (client as any)({ url: server.url })) as any;
  expect(response.data).toEqual({ id: 7 });
  expect(stats).toMatchObject({ requests: 1, connectionsOpened: 1 });
  expect(server.requests[0]?.url).toBe('/items/7');
});
