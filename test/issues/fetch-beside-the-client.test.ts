/**
 * A method asks the shared client for something, and then posts by another, which reports no requests. That the request which was
 * reported may be repeated says nothing of the other.
 */

import axios from 'axios';
import { attemptsOf, constant, createClient, type ResilienceOptions, resilient } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { json, reply, type Step, serve } from '../support/server.js';

const byFetch = (url: string): Promise<unknown> => fetch(url, { method: 'POST', body: '{}' });

const byAxios = (url: string): Promise<unknown> => axios.post(url, {}, { validateStatus: null });

async function order(answer: Step, options: ResilienceOptions = {}, post = byFetch) {
  const stock = await serve(json({ left: 3 }));
  const orders = await serve(answer);
  const client = createClient({ baseURL: stock.url });
  onTestFinished(() => client.close());
  const call = resilient({ maxRetries: 2, backoff: constant(1), ...options }).call(async () => {
    await client.get('/stock');
    return post(orders.url);
  });
  const end = await call.catch((error: unknown) => error);
  return { posts: orders.requests.length, reason: attemptsOf(end).at(-1)?.reason };
}

test('what the other has perhaps done is not done again', async () => {
  expect(await order(json({}, 500))).toEqual({ posts: 1, reason: 'status 500, HTTP method unknown' });
  const refused = await order(json({ state: 'new' }), { accept: () => false });
  expect(refused).toEqual({ posts: 1, reason: 'not accepted: accept, HTTP method unknown' });
});

test('nor by an instance of axios that is not attached', async () => {
  expect(await order(json({}, 500), {}, byAxios)).toEqual({ posts: 1, reason: 'status 500' });
});

test('it is where the server refused it up front, or where it may be', async () => {
  expect(await order(reply(429))).toMatchObject({ posts: 3 });
  expect(await order(json({}, 500), { idempotent: true })).toMatchObject({ posts: 3 });
});
