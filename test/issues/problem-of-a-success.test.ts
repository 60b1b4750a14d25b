/** What `onResponse` of a REST client throws is told in the history, and was lost for calls that succeeded at once. */
import { attemptsOf } from 'holdfast';
import { RestClient } from 'holdfast/rest';
import { expect, onTestFinished, test } from 'vitest';
import { json, serve } from '../support/server.js';

test('the history of a call that succeeds at once tells of the problem', async () => {
  const problem = new Error('the log is full');
  class Api extends RestClient {
    protected override onResponse() {
      throw problem;
    }
  }
  const server = await serve(json({ id: 7 }));
  const api = new Api({ baseURL: server.url });
  onTestFinished(() => api.close());
  expect(attemptsOf(await api.request('GET', '/items/7'))).toMatchObject([
    { number: 1, status: 200, problem },
  ]);
});
