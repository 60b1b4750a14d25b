/** A strategy of one's own that passed on `next: null` fetched the first page again, and so did the promise of a page. */
import { type PageStrategy, PaginationError, paginate, RestClient } from 'holdfast/rest';
import { expect, onTestFinished, test } from 'vitest';
import { json, serve } from '../support/server.js';

const giving = (next: unknown) => () => next as undefined;
const page = async () => [{ id: 1 }];

test.each([null, '', false])('%j ends a list', async (next) => {
  expect(await paginate(page, giving(next)).toArray({ limit: 5 })).toEqual([{ id: 1 }]);
});

test('and that of a client', async () => {
  const server = await serve(json([{ id: 1 }]));
  const pagination: PageStrategy = { name: 'mine', first: {}, next: giving(null) };
  const api = new RestClient({ baseURL: server.url, pagination });
  onTestFinished(() => api.close());
  expect(await api.list('/users', { limit: 5 })).toEqual([{ id: 1 }]);
  expect(server.requests).toHaveLength(1);
});

test.each([
  [
    Promise.resolve(),
    'the next page: expected an object with params or a url, got an object of type Promise',
  ],
  ['/users?page=2', 'the next page: expected an object with params or a url, got "/users?page=2"'],
  [{ url: null }, 'the next page: url: expected an address, got null'],
  [{ params: 'page=2' }, 'the next page: params: expected an object of names and values, got "page=2"'],
])('%o leads to no page', async (next, message) => {
  const failed = paginate(page, giving(next)).toArray({ limit: 5 });
  await expect(failed).rejects.toBeInstanceOf(PaginationError);
  await expect(failed).rejects.toThrow(message);
  if (next instanceof Promise) return;
  expect(() => paginate(page, giving(null), { resumeFrom: next as never })).toThrow("option 'resumeFrom'");
});
