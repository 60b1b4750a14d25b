import { attemptsOf } from 'holdfast';
import { expect, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { json, reply } from '../support/server.js';
import { snippets } from '../support/snippets.js';

test('what docs/cooldown.md shows, runs', async () => {
  const busy = reply(503, '', { 'retry-after-ms': '200' });
  const { server, http } = await clientFor([busy, json({ id: 7 }), json({ alerts: [] })]);
  const { Assets, Alerts } = (await snippets('docs/cooldown.md').shared?.({ http })) ?? {};
  const found = new Assets().find('7');
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const results = await Promise.all([found, new Alerts().list()]);
  expect(server.requests).toHaveLength(3);
  for (const { time } of server.requests.slice(1))
    expect(time - (server.requests[0]?.time ?? 0)).toBeGreaterThan(195);
  expect(results.map((result) => attemptsOf(result).length)).toEqual([2, 1]);
});
