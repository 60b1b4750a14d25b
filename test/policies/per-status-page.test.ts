import { expect, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { json, reply } from '../support/server.js';
import { snippets } from '../support/snippets.js';

test('what docs/per-status.md shows, runs', async () => {
  const { server, http } = await clientFor([reply(404), reply(401), json({ id: 7 })]);
  const { Incidents } = (await snippets('docs/per-status.md').session?.({ http })) ?? {};
  expect(await new Incidents().find('7')).toMatchObject({ status: 404 });
  await expect(new Incidents().find('7')).rejects.toMatchObject({ response: { status: 401 } });
  expect(await new Incidents().find('7')).toMatchObject({ data: { id: 7 } });
  expect(server.requests).toHaveLength(3);
});
