/** Users mock with msw: the shared client and fetch are seen by it alike. */
import { attemptsOf, constant, createClient, has, resilient } from 'holdfast';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';

const ITEM = 'http://api.example.com/items/7';
const server = setupServer();
const careful = resilient({ backoff: constant(0), timeout: '5s', accept: has('summary') });

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** Answers with one after the other. */
function answer(...answers: readonly (() => Response)[]) {
  const left = [...answers];
  server.use(http.get(ITEM, () => left.shift()?.()));
}
const troubles = [
  () => HttpResponse.json({ error: 'later' }, { status: 503 }),
  () => HttpResponse.json({ id: 7 }),
  () => HttpResponse.json({ id: 7, summary: 'buy milk' }),
] as const;

test('the shared client holds fast over msw', async () => {
  const client = createClient();
  onTestFinished(() => client.close());
  answer(...troubles);
  const response = await careful.call(() => client.get(ITEM));
  expect(response.data).toEqual({ id: 7, summary: 'buy milk' });
  expect(attemptsOf(response).map(({ status, failure }) => failure ?? status)).toEqual([
    'status',
    'rejected',
    200,
  ]);
});

test('fetch holds fast over msw', async () => {
  answer(...troubles);
  // A response of fetch does not tell the method of its request, so somebody has to say that it may be repeated.
  const safe = resilient({ backoff: constant(0), timeout: '5s', accept: has('summary'), idempotent: true });
  const response = await safe.call(({ signal }) => fetch(ITEM, { signal }));
  expect(await response.json()).toEqual({ id: 7, summary: 'buy milk' });
  expect(attemptsOf(response)).toHaveLength(3);
});
