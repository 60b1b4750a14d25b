import { isDeepStrictEqual } from 'node:util';
import { bare } from '../basics/bare.js';
import { isError } from '../basics/objects.js';
import { show } from '../basics/show.js';
import { checkKeys, optionalFunction, wholeNumber } from '../options.js';
import { demand } from './demand.js';
import {
  bodyOf,
  demandPage,
  isStrategy,
  type PageFacts,
  type PageRequest,
  type PageStrategy,
} from './page.js';
import { PaginationError, stoppedAt } from './pagination-error.js';

export interface PaginateOptions<T> {
  /** The items of a page, from its body. Default: the body, which has to be a list. */
  readonly items?: ((body: unknown) => readonly T[]) | undefined;
  /** The page to begin with: what `resumeTokenOf(error)` gave. Default: the first. */
  readonly resumeFrom?: PageRequest | undefined;
  /** More pages are an error. Default 10,000. */
  readonly maxPages?: number | undefined;
  /** More empty pages in a row are an error. Default 10. */
  readonly maxEmptyPages?: number | undefined;
  /** Called before each item is delivered, with its number from 1 and the total where the API tells one. */
  readonly onItem?: ((item: T, number: number, total: number | undefined) => void) | undefined;
}

const OPTIONS = ['items', 'resumeFrom', 'maxPages', 'maxEmptyPages', 'onItem'] as const;

/** The items of all pages, fetched as they are needed. Each loop over it begins at the first page. */
export interface Pages<T> extends AsyncIterable<T> {
  /** The first `limit` items, or all if there are fewer; the limit is not optional, for nobody knows how many there are. */
  toArray(options: { readonly limit: number }): Promise<T[]>;
}

type Next = (facts: PageFacts) => PageRequest | undefined;

/**
 * Walks through the pages of an API: lazily, one page at a time, and no further than the loop goes. `fetchPage` fetches
 * one page; guard it, and each page is retried by itself. An error is thrown after the items before it were delivered;
 * it is the error of `fetchPage` itself, and `resumeTokenOf(error)` tells where to go on.
 *
 * Defaults: at most 10,000 pages, and 10 empty ones in a row.
 *
 * Errors: `PaginationError` where pages do not come to an end: a request that repeats, empty pages, a window too small.
 *
 * @throws ConfigError for unknown or impossible options
 * @example
 * const pages = paginate(({ params }) => client.get('/items', { params }), cursorPages(), { items: (body) => [body] });
 * for await (const item of pages) console.log(item);
 */
export function paginate<T = unknown>(
  fetchPage: (request: PageRequest) => PromiseLike<unknown>,
  strategy: PageStrategy | Next,
  options: PaginateOptions<T> = {},
): Pages<T> {
  const by = 'paginate';
  checkKeys(options, OPTIONS, by);
  demand(typeof fetchPage === 'function', by, 'a function that fetches a page', fetchPage);
  const isOne = typeof strategy === 'function' || isStrategy(strategy);
  demand(isOne, by, 'a strategy such as offsetPages()', strategy);
  optionalFunction(options.items, `${by}: option 'items'`);
  optionalFunction(options.onItem, `${by}: option 'onItem'`);
  const { maxPages = 10_000, maxEmptyPages = 10, ...rest } = bare(options);
  if (rest.resumeFrom != null) {
    checkKeys(rest.resumeFrom, ['params', 'url'], `${by}: option 'resumeFrom'`);
    demandPage(rest.resumeFrom, `${by}: option 'resumeFrom'`);
  }
  const walk: Walk<T> = bare({
    ...rest,
    fetchPage,
    strategy: typeof strategy === 'function' ? { name: by, first: {}, next: strategy } : strategy,
    maxPages: wholeNumber(maxPages, `${by}: option 'maxPages'`, 1),
    maxEmptyPages: wholeNumber(maxEmptyPages, `${by}: option 'maxEmptyPages'`),
  });
  const pages: Pages<T> = {
    [Symbol.asyncIterator]: () => itemsOf(walk),
    async toArray(given) {
      const limit = wholeNumber(given?.limit, "toArray: option 'limit'");
      const found: T[] = [];
      if (limit === 0) return found;
      for await (const item of pages) if (found.push(item) >= limit) break;
      return found;
    },
  };
  return pages;
}

interface Walk<T> extends Pick<PaginateOptions<T>, 'items' | 'resumeFrom' | 'onItem'> {
  readonly fetchPage: (request: PageRequest) => PromiseLike<unknown>;
  readonly strategy: PageStrategy;
  readonly maxPages: number;
  readonly maxEmptyPages: number;
}

async function* itemsOf<T>(walk: Walk<T>): AsyncGenerator<T, void, undefined> {
  const { strategy, maxPages, maxEmptyPages, onItem } = walk;
  const broken = (why: string, at: PageRequest, options?: ErrorOptions): Error =>
    new PaginationError(`${strategy.name}: ${why}`, at, options);
  const seen = new Set<string>();
  let number = 0;
  let empty = 0;
  let body: unknown;
  let request: PageRequest | undefined = walk.resumeFrom ?? strategy.first;
  for (let pages = 0; request !== undefined; pages += 1) {
    if (pages >= maxPages) throw broken(`there are more than ${maxPages} pages`, request);
    const key = JSON.stringify(request);
    if (seen.has(key)) throw broken('the API leads to a page that was there already', request);
    seen.add(key);
    const { page, items } = await pageAt(walk, request);
    const before = body;
    body = bodyOf(page);
    if (isSame(items, body, before))
      throw broken('the same items came again: the API may not know what it was asked by', request);
    const total = strategy.total?.(body);
    for (const item of items) {
      number += 1;
      onItem?.(item, number, total);
      yield item;
    }
    let following: PageRequest | undefined;
    try {
      // Many an API says `next: null`, and a strategy of one's own passes that on.
      const next: PageRequest | undefined = strategy.next({ body, page, count: items.length, request });
      following = next || undefined;
      if (following !== undefined) demandPage(following, 'the next page');
    } catch (cause) {
      throw broken(isError(cause) ? cause.message : show(cause), request, { cause });
    }
    empty = items.length === 0 ? empty + 1 : 0;
    if (following !== undefined && empty > maxEmptyPages)
      throw broken(`${empty} empty pages came in a row`, following);
    request = following;
  }
}

/** Whether a page is the one before it, in every field. Plain values may well repeat. */
const isSame = (items: readonly unknown[], body: unknown, before: unknown): boolean =>
  typeof items[0] === 'object' && items[0] !== null && isDeepStrictEqual(body, before);

async function pageAt<T>(
  { fetchPage, strategy, items }: Walk<T>,
  request: PageRequest,
): Promise<{ page: unknown; items: readonly T[] }> {
  let page: unknown;
  let found: unknown;
  try {
    page = await fetchPage(request);
    found = items === undefined ? bodyOf(page) : items(bodyOf(page));
  } catch (error) {
    throw stoppedAt(error, request, strategy.name);
  }
  if (Array.isArray(found)) return { page, items: found };
  throw new PaginationError(
    `${strategy.name}: expected a list of items, got ${show(found)}; option 'items' picks it from the body, ` +
      'as wrapperOf does for a RestClient',
    request,
  );
}
