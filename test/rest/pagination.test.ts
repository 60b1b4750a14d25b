import { type HoldfastClient, resilient } from 'holdfast';
import {
  cursorPages,
  linkPages,
  numberedPages,
  offsetPages,
  type PageRequest,
  PaginationError,
  paginate,
  resumeTokenOf,
} from 'holdfast/rest';
import { expect, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { json, reply, type Step } from '../support/server.js';

const query = (url = ''): URLSearchParams => new URL(url, 'http://any').searchParams;
const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from + at);
const getter =
  (http: HoldfastClient) =>
  ({ params, url = '/items' }: PageRequest) =>
    http.get(url, { params });
const itemsIn = (body: unknown): number[] => (body as { items: number[] }).items;

/** `all` items by offset and limit, `most` of them at a time at most, whatever is asked for. */
const offsets =
  (all: number, most = 1000, tell: object = {}): Step =>
  (req, res, n) => {
    const [offset, limit] = [Number(query(req.url).get('offset')), Number(query(req.url).get('limit'))];
    const items = range(offset, Math.max(0, Math.min(limit, most, all - offset)));
    return json({ items, more: offset + items.length < all, ...tell })(req, res, n);
  };

test('the offset advances by the number of items that came, not by what was asked for', async () => {
  const { server, http } = await clientFor(offsets(25, 10));
  const pages = paginate(getter(http), offsetPages(), { items: itemsIn });
  expect(await pages.toArray({ limit: Infinity })).toEqual(range(0, 25));
  expect(server.requests.map(({ url }) => query(url).get('offset'))).toEqual(['0', '10', '20']);
});

test('pages are fetched as they are needed, and no further than the loop goes', async () => {
  const { server, http } = await clientFor(offsets(1000));
  const pages = paginate(getter(http), offsetPages({ limit: 10 }), { items: itemsIn });
  expect(server.requests).toHaveLength(0);
  for await (const item of pages) if (item === 14) break;
  expect(server.requests).toHaveLength(2);
  expect(await pages.toArray({ limit: 10 })).toEqual(range(0, 10));
  expect(server.requests).toHaveLength(3);
  expect(await pages.toArray({ limit: 0 })).toEqual([]);
  expect(server.requests).toHaveLength(3);
});

test('toArray takes no missing limit', async () => {
  const pages = paginate(async () => [], cursorPages());
  await expect(pages.toArray({} as never)).rejects.toThrow("toArray: option 'limit'");
});

test('where neither more nor a total is told, an empty page is the end; a total ends it without one', async () => {
  const { server, http } = await clientFor(offsets(4, 2, { more: undefined }));
  const read = () => paginate(getter(http), offsetPages(), { items: itemsIn }).toArray({ limit: 99 });
  expect(await read()).toEqual([0, 1, 2, 3]);
  expect(server.requests).toHaveLength(3);
  const told = await clientFor(offsets(4, 2, { more: undefined, total: 4 }));
  const again = paginate(getter(told.http), offsetPages(), { items: itemsIn });
  expect(await again.toArray({ limit: 99 })).toEqual([0, 1, 2, 3]);
  expect(told.server.requests).toHaveLength(2);
});

test('an error comes after the items before it, is the error itself, and tells where to go on', async () => {
  let broken = true;
  const { server, http } = await clientFor((req, res, n) =>
    broken && query(req.url).get('offset') === '4' ? reply(500)(req, res, n) : offsets(6)(req, res, n),
  );
  const walk = (resumeFrom?: PageRequest) =>
    paginate(getter(http), offsetPages({ limit: 2 }), { items: itemsIn, resumeFrom });
  const seen: number[] = [];
  const error = await (async () => {
    for await (const item of walk()) seen.push(item);
  })().catch((e: unknown) => e);
  expect(seen).toEqual([0, 1, 2, 3]);
  expect(error).toMatchObject({ isAxiosError: true, response: { status: 500 } });
  broken = false;
  const token = JSON.parse(JSON.stringify(resumeTokenOf(error)));
  expect(token).toEqual({ params: { offset: 4, limit: 2 } });
  expect(await walk(token).toArray({ limit: 99 })).toEqual([4, 5]);
  expect(resumeTokenOf(new Error('another'))).toBeUndefined();
  expect(server.requests).toHaveLength(4);
});

test('what no property can be put on is the cause of a PaginationError', async () => {
  const walk = paginate(() => Promise.reject(Object.freeze(new Error('frozen'))), cursorPages());
  const error = await walk.toArray({ limit: 1 }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(PaginationError);
  expect(error).toMatchObject({ cause: { message: 'frozen' }, resumeFrom: {} });
});

test('each page is retried by itself', async () => {
  const { server, http } = await clientFor((req, res, n) => (n % 2 ? reply(503) : offsets(6))(req, res, n));
  const careful = resilient({ maxRetries: 1, backoff: () => 0 });
  const fetchPage = careful.wrap(getter(http));
  expect(
    await paginate(fetchPage, offsetPages({ limit: 2 }), { items: itemsIn }).toArray({ limit: 9 }),
  ).toEqual(range(0, 6));
  expect(server.requests).toHaveLength(6);
});

test('a window ends with an error after all that is in it, and the last page fits it', async () => {
  const { server, http } = await clientFor(offsets(1000));
  const seen: number[] = [];
  const pages = paginate(getter(http), offsetPages({ limit: 30, window: 100 }), {
    items: itemsIn,
    onItem: (item) => seen.push(item),
  });
  await expect(pages.toArray({ limit: Infinity })).rejects.toThrow('more than the first 100 items');
  expect(seen).toEqual(range(0, 100));
  expect(query(server.requests.at(-1)?.url).get('limit')).toBe('10');
});

test('empty pages that promise more, cursors that repeat and pages without end are errors, not loops', async () => {
  const empty = await clientFor(json({ items: [], more: true }));
  await expect(
    paginate(getter(empty.http), offsetPages(), { items: itemsIn }).toArray({ limit: 9 }),
  ).rejects.toThrow('an empty page says that there are more');
  expect(empty.server.requests).toHaveLength(1);

  const same = await clientFor(json({ items: [1], next_cursor: 'a' }));
  await expect(
    paginate(getter(same.http), cursorPages(), { items: itemsIn }).toArray({ limit: 9 }),
  ).rejects.toThrow('a page that was there already');
  expect(same.server.requests).toHaveLength(2);

  const drained = await clientFor((req, res, n) => json({ items: [], next_cursor: `c${n}` })(req, res, n));
  await expect(
    paginate(getter(drained.http), cursorPages(), { items: itemsIn, maxEmptyPages: 3 }).toArray({ limit: 9 }),
  ).rejects.toThrow('4 empty pages');
  expect(drained.server.requests).toHaveLength(4);

  const endless = await clientFor(json({ items: [1] }));
  const error = await paginate(getter(endless.http), numberedPages(), { items: itemsIn, maxPages: 5 })
    .toArray({ limit: 99 })
    .catch((e: unknown) => e);
  expect(error).toBeInstanceOf(PaginationError);
  expect(error).toMatchObject({ code: 'ERR_HOLDFAST_PAGINATION', resumeFrom: { params: { page: 6 } } });
  expect(endless.server.requests).toHaveLength(5);
});

test('an API that sends the same list whatever it is asked is found out at the second page', async () => {
  const { server, http } = await clientFor(json([{ id: 1 }, { id: 2 }]));
  const seen: unknown[] = [];
  const walk = paginate(getter(http), offsetPages(), { onItem: (item) => seen.push(item) });
  await expect(walk.toArray({ limit: 99 })).rejects.toThrow('offsetPages: the same items came again');
  expect([seen, server.requests.length]).toEqual([[{ id: 1 }, { id: 2 }], 2]);
  const plain = await clientFor([json([0, 0]), json([0, 0]), json([])]);
  expect(await paginate(getter(plain.http), offsetPages()).toArray({ limit: 9 })).toEqual([0, 0, 0, 0]);
});

test.each([
  ['@odata.nextToken', (next: unknown) => ({ '@odata.nextToken': next })],
  ['meta.page.next', (next: unknown) => ({ meta: { page: { next } } })],
  ["links[0]['next page']", (next: unknown) => ({ links: [{ 'next page': next }] })],
  ['next page', (next: unknown) => ({ 'next page': next })],
])('a cursor is found at %s', async (cursor, tell) => {
  const { server, http } = await clientFor([
    json({ items: [1], ...tell('a') }),
    json({ items: [2], ...tell(null) }),
  ]);
  const pages = paginate(getter(http), cursorPages({ cursor }), { items: itemsIn });
  expect(await pages.toArray({ limit: 9 })).toEqual([1, 2]);
  expect(server.requests.map(({ url }) => query(url).get('cursor'))).toEqual([null, 'a']);
});

test('so are numbers and whether there is more', async () => {
  const meta = { total: 2, pages: 1, more: false };
  const { server, http } = await clientFor(json({ items: [1, 2], meta }));
  for (const strategy of [
    offsetPages({ total: 'meta.total', more: 'none' }),
    offsetPages({ more: 'meta.more' }),
    numberedPages({ pages: 'meta.pages' }),
  ])
    expect(await paginate(getter(http), strategy, { items: itemsIn }).toArray({ limit: 9 })).toEqual([1, 2]);
  expect(server.requests).toHaveLength(3);
});

test.each([{ ofset: 4 }, 'abc', 4, []])('%j is nothing to go on from', (resumeFrom) => {
  expect(() => paginate(async () => [], cursorPages(), { resumeFrom: resumeFrom as never })).toThrow(
    "paginate: option 'resumeFrom'",
  );
});

test('a few empty pages with new cursors are none of its business', async () => {
  const steps = [
    { items: [], next_cursor: 'a' },
    { items: [1], next_cursor: 'b' },
    { items: [2], next_cursor: null },
  ];
  const { server, http } = await clientFor(steps.map((step) => json(step)));
  expect(await paginate(getter(http), cursorPages(), { items: itemsIn }).toArray({ limit: 9 })).toEqual([
    1, 2,
  ]);
  expect(server.requests.map(({ url }) => query(url).get('cursor'))).toEqual([null, 'a', 'b']);
});

test('pages by number end with the number that the API tells', async () => {
  const { server, http } = await clientFor(json({ items: [1, 2], total_pages: 3, total: 6 }));
  const told: unknown[] = [];
  const pages = paginate(getter(http), numberedPages({ size: 2 }), {
    items: itemsIn,
    onItem: (_item, number, total) => told.push([number, total]),
  });
  expect(await pages.toArray({ limit: 99 })).toHaveLength(6);
  expect(server.requests.map(({ url }) => url)).toEqual(
    [1, 2, 3].map((page) => `/items?page=${page}&per_page=2`),
  );
  expect(told.at(-1)).toEqual([6, 6]);
});

test.each([
  ['</items?page=2>; rel="next", </items?page=9>; rel="last"', '/items?page=2'],
  ['</a,b;c>; title="x, <no>; rel=next"; rel="prev"; rel=next, </items?p=2>;REL=next', '/items?p=2'],
  ['</items?p=3> ; rel = "start next"', '/items?p=3'],
])('the Link header %s leads to %s', async (link, next) => {
  const { server, http } = await clientFor([json([1], 200, { link }), json([2])]);
  expect(await paginate(getter(http), linkPages()).toArray({ limit: 9 })).toEqual([1, 2]);
  expect(server.requests.map(({ url }) => url)).toEqual(['/items', next]);
});

test('a function may tell the next page too, and what is no list is an error', async () => {
  const { http } = await clientFor([json([1]), json([2]), json({ error: 'odd' })]);
  const pages = paginate<number>(getter(http), ({ request }) => ({
    params: { n: Number(request.params?.n ?? 0) + 1 },
  }));
  expect(await pages.toArray({ limit: 2 })).toEqual([1, 2]);
  await expect(pages.toArray({ limit: 1 })).rejects.toThrow('expected a list of items');
});

test.each([
  [() => offsetPages({ limit: 0 }), "offsetPages: option 'limit'"],
  [() => offsetPages({ window: -1 }), "offsetPages: option 'window'"],
  [() => offsetPages({ size: 1 } as never), "unknown option 'size'"],
  [() => numberedPages({ size: 1.5 }), "numberedPages: option 'size'"],
  [() => paginate(async () => [], cursorPages(), { maxPages: 0 }), "paginate: option 'maxPages'"],
  [() => paginate('x' as never, cursorPages()), 'paginate: expected a function'],
  [() => paginate(async () => [], undefined as never), 'paginate: expected a strategy such as offsetPages()'],
])('%s is refused', (make, message) => {
  expect(make).toThrow(message);
});
