/** A link is relative to the page that it came with (RFC 8288, section 3.2). It was taken to be relative to the first one. */
import { linkPages, type PageStrategy, PaginationError, RestClient, resumeTokenOf } from 'holdfast/rest';
import { expect, onTestFinished, test } from 'vitest';
import { json, type Step, serve } from '../support/server.js';

const page = (item: number, next?: string): Step =>
  json([item], 200, next === undefined ? {} : { link: `<${next}>; rel="next"` });

async function clientFor(pages: Step[]) {
  const server = await serve(pages);
  const client = new RestClient({ baseURL: `${server.url}/v1/`, pagination: linkPages() });
  onTestFinished(() => client.close());
  return { server, client };
}

test('each page leads on from where it is', async () => {
  const { server, client } = await clientFor([
    page(1, 'items/2'),
    page(2, '3?size=1'),
    page(3, '?size=2'),
    page(4),
  ]);
  expect(await client.list('items', { limit: 10 })).toEqual([1, 2, 3, 4]);
  expect(server.requests.map(({ url }) => url)).toEqual([
    '/v1/items',
    '/v1/items/2',
    '/v1/items/3?size=1',
    '/v1/items/3?size=2',
  ]);
});

test('the first page may be named so, too', async () => {
  const { server, client } = await clientFor([page(1), page(2), page(3)]);
  const strategy: PageStrategy = {
    name: 'numbered links',
    first: { url: '?page=1' },
    next: ({ request }) => {
      const number = Number(/page=(\d)/.exec(request.url ?? '')?.[1]);
      return number < 3 ? { url: `?page=${number + 1}` } : undefined;
    },
    total: () => undefined,
  };
  expect(await client.list('items', { limit: 10, strategy })).toEqual([1, 2, 3]);
  expect(server.requests.map(({ url }) => url)).toEqual([
    '/v1/items?page=1',
    '/v1/items?page=2',
    '/v1/items?page=3',
  ]);
});

test('one that is no address is the error of the walk', async () => {
  const { client } = await clientFor([page(1, 'http://[half')]);
  const error = await client.list('items', { limit: 10 }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(PaginationError);
  expect(error.message).toBe('linkPages: Invalid URL');
  expect(resumeTokenOf(error)).toEqual({ params: {} });
});
