import { expect, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { json, reply, type Step } from '../support/server.js';
import { snippets } from '../support/snippets.js';

test('what docs/credentials.md shows, runs', async () => {
  const logIn: Step = (req, res, n) => (n < 3 ? reply(503) : json({ token: 'fresh' }))(req, res, n);
  const alerts: Step = (req, res, n) =>
    (req.headers['x-redlock-auth'] === 'fresh' ? json([1, 2]) : reply(401))(req, res, n);
  const { server, http } = await clientFor((req, res, n) =>
    (req.url === '/login' ? logIn : alerts)(req, res, n),
  );
  const account = { username: 'me', password: 'secret' };
  const { Prisma } = (await snippets('docs/credentials.md').session?.({ http, account })) ?? {};
  expect(await new Prisma().alerts()).toEqual([1, 2]);
  expect(server.requests.map(({ url }) => url)).toEqual(['/alert', '/login', '/login', '/alert']);
});
