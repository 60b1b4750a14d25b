/** Of an entity whose status the call accepts, the answer was thrown as the fault of a server that sent no entity. */
import { RestClient } from 'holdfast/rest';
import { expect, onTestFinished, test } from 'vitest';
import { json, serve } from '../support/server.js';

class Company extends RestClient {
  protected override wrapperOf() {
    return 'user';
  }
}

test('an accepted status returns its body, which has no wrapper', async () => {
  const server = await serve(json({ error: 'no such user' }, 404));
  const company = new Company({ baseURL: server.url });
  onTestFinished(() => company.close());
  expect(await company.fetchEntity('/users/7', { accept: [404] })).toEqual({ error: 'no such user' });
});
