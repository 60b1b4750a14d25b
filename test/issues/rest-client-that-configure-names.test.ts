/** A client of a class without decorators was unknown to `configure` until it had made its first call. */
import { configure } from 'holdfast';
import { RestClient } from 'holdfast/rest';
import { expect, onTestFinished, test } from 'vitest';
import { reply, serve } from '../support/server.js';

class Ledger extends RestClient {}

test.each(['Ledger', 'Ledger.send'])('configure knows %s as soon as there is one', async (name) => {
  const server = await serve(reply(503));
  const ledger = new Ledger({ baseURL: server.url, policy: { maxRetries: 3 } });
  onTestFinished(() => ledger.close());
  onTestFinished(configure({ [name]: { maxRetries: 0 } }));
  await expect(ledger.get('/accounts')).rejects.toMatchObject({ status: 503 });
  expect(server.requests).toHaveLength(1);
});

test('and still tells a typo from it', () => {
  new Ledger({ baseURL: 'http://localhost' });
  expect(() => configure({ Leger: { maxRetries: 0 } })).toThrow("did you mean 'Ledger'?");
});
