/** Users mock with nock: the shared client, its retries and its errors are what they are without. */
import { Accept, attemptsOf, Backoff, constant, createClient, has, Retry, Timeout } from 'holdfast';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';

const ORIGIN = 'http://api.example.com';

class TodoApi {
  http = createClient({ baseURL: ORIGIN });

  @Retry()
  @Backoff(constant(0))
  @Timeout('900ms')
  @Accept(has('summary'))
  async getItem(id: string) {
    return (await this.http.get<{ summary: string }>(`/items/${id}`)).data;
  }

  @Retry()
  @Backoff(constant(0))
  addItem(summary: string) {
    return this.http.post('/items', { summary });
  }
}

function todoApi(): TodoApi {
  const api = new TodoApi();
  onTestFinished(() => api.http.close());
  return api;
}

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  // What nock delays, it goes on to delay when nobody waits any more.
  nock.abortPendingRequests();
  nock.restore();
});

test('a mocked 500, a reset, silence and a missing field are tried again', async () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const server = nock(ORIGIN);
  server.get('/items/7').reply(500);
  server.get('/items/7').replyWithError(reset);
  server.get('/items/7').delay(60_000).reply(200, { summary: 'too late' });
  server.get('/items/7').reply(200, { summary: 'buy milk' });
  const item = await todoApi().getItem('7');
  expect(item).toEqual({ summary: 'buy milk' });
  expect(attemptsOf(item).map(({ failure }) => failure)).toEqual(['status', 'reset', 'timeout', undefined]);
  expect(server.isDone()).toBe(true);
});

test('a mocked POST is not sent twice, and its body can be matched', async () => {
  const server = nock(ORIGIN).post('/items', { summary: 'buy milk' }).reply(503);
  await expect(todoApi().addItem('buy milk')).rejects.toMatchObject({ response: { status: 503 } });
  expect(server.isDone()).toBe(true);
  expect(nock.pendingMocks()).toEqual([]);
});
