import { bare } from '../basics/bare.js';
import { show } from '../basics/show.js';
import { readHeader } from '../headers.js';
import { checkKeys, wholeNumber } from '../options.js';
import { demand } from './demand.js';
import { nextLink } from './link-header.js';
import { numberIn, type PageFacts, type PageRequest, type PageStrategy, valueAt } from './page.js';
import type { ParamValue } from './params.js';

export interface OffsetPagesOptions {
  /** Items to ask for at a time. Default 100. */
  readonly limit?: number | undefined;
  /** The first item. Default 0. */
  readonly offset?: number | undefined;
  /** How far the API lets one go: no item beyond this many. PagerDuty: 10,000. Default: as far as there are items. */
  readonly window?: number | undefined;
  /** The parameters' names. Default `offset` and `limit`. */
  readonly offsetParam?: string | undefined;
  readonly limitParam?: string | undefined;
  /** The fields of the body that tell whether there are more, and how many in all, or paths. Default `more` and `total`. */
  readonly more?: string | undefined;
  readonly total?: string | undefined;
}

/** A number that is sent: a server knows no Infinity. */
const sent = (value: number, least: number, where: string): void =>
  demand(Number.isSafeInteger(value) && value >= least, where, `a whole number of at least ${least}`, value);

/** Names of parameters and fields. */
function names(by: string, options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options))
    demand(typeof value === 'string' && value !== '', `${by}: option '${name}'`, 'a name', value);
}

/**
 * Pages by offset and limit. The offset advances by the number of items that came, whatever was asked for. They end when
 * the body says that there are no more, or with the total; where it tells neither, with an empty page.
 *
 * @throws ConfigError for unknown or impossible options
 * @example
 * offsetPages({ limit: 100, window: 10_000 })
 */
export function offsetPages(options: OffsetPagesOptions = {}): PageStrategy {
  const by = 'offsetPages';
  checkKeys(options, ['limit', 'offset', 'window', 'offsetParam', 'limitParam', 'more', 'total'], by);
  const { limit = 100, offset = 0, window = Infinity, more = 'more', total = 'total' } = bare(options);
  const { offsetParam = 'offset', limitParam = 'limit' } = bare(options);
  sent(limit, 1, `${by}: option 'limit'`);
  sent(offset, 0, `${by}: option 'offset'`);
  wholeNumber(window, `${by}: option 'window'`, 1);
  names(by, { offsetParam, limitParam, more, total });
  const at = (start: number, size = limit): PageRequest => ({
    params: { [offsetParam]: start, [limitParam]: Math.min(size, Math.max(1, window - start)) },
  });
  return {
    name: by,
    first: at(offset),
    total: (body) => numberIn(body, total),
    next({ body, count, request }) {
      const start = Number(request.params?.[offsetParam] ?? 0) + count;
      const says = valueAt(body, more);
      const all = numberIn(body, total);
      const isShort = all === undefined ? count === 0 : start >= all;
      const goesOn = typeof says === 'boolean' ? says : !isShort;
      if (!goesOn) return undefined;
      if (count === 0) throw new Error('an empty page says that there are more');
      if (start >= window)
        throw new Error(`there is more than the first ${window} items, and the API goes no further`);
      // Who asked for another size on the first page gets it on all.
      return at(start, Number(request.params?.[limitParam] ?? limit));
    },
  };
}

export interface NumberedPagesOptions {
  /** The number of the first page. Default 1. */
  readonly first?: number | undefined;
  /** Items on a page, sent as `sizeParam`. Default: the server's own. */
  readonly size?: number | undefined;
  /** The parameters' names. Default `page` and `per_page`. */
  readonly pageParam?: string | undefined;
  readonly sizeParam?: string | undefined;
  /** The fields of the body that tell how many pages, and how many items there are, or paths. Default `total_pages`, `total`. */
  readonly pages?: string | undefined;
  readonly total?: string | undefined;
}

/**
 * Pages by number. They end with the number of pages that the body tells; where it tells none, with an empty page.
 *
 * @throws ConfigError for unknown or impossible options
 * @example
 * numberedPages({ size: 50 })
 */
export function numberedPages(options: NumberedPagesOptions = {}): PageStrategy {
  const by = 'numberedPages';
  checkKeys(options, ['first', 'size', 'pageParam', 'sizeParam', 'pages', 'total'], by);
  const { first = 1, size, pageParam = 'page', sizeParam = 'per_page' } = bare(options);
  const { pages = 'total_pages', total = 'total' } = bare(options);
  sent(first, 0, `${by}: option 'first'`);
  if (size !== undefined) sent(size, 1, `${by}: option 'size'`);
  names(by, { pageParam, sizeParam, pages, total });
  const at = (page: number, items: ParamValue = size): PageRequest => ({
    params: { [pageParam]: page, ...(items !== undefined && { [sizeParam]: items }) },
  });
  return {
    name: by,
    first: at(first),
    total: (body) => numberIn(body, total),
    next({ body, count, request }) {
      const page = Number(request.params?.[pageParam] ?? first) + 1;
      const last = numberIn(body, pages);
      return (last === undefined ? count > 0 : page < first + last)
        ? at(page, request.params?.[sizeParam])
        : undefined;
    },
  };
}

export interface CursorPagesOptions {
  /** The field of the body with the next cursor, a path such as `meta.next`, or a function. Default `next_cursor`. */
  readonly cursor?: string | ((body: unknown) => unknown) | undefined;
  /** The parameter that carries it. Default `cursor`. */
  readonly param?: string | undefined;
  /** The field of the body that tells how many items there are, or a path. Default `total`. */
  readonly total?: string | undefined;
}

/**
 * Pages by a cursor or token that comes with the page before. They end where there is none, or an empty one.
 *
 * @throws ConfigError for unknown or impossible options
 * @example
 * cursorPages({ cursor: 'nextPageToken', param: 'pageToken' })
 */
export function cursorPages(options: CursorPagesOptions = {}): PageStrategy {
  const by = 'cursorPages';
  checkKeys(options, ['cursor', 'param', 'total'], by);
  const { cursor = 'next_cursor', param = 'cursor', total = 'total' } = bare(options);
  names(by, { param, total, ...(typeof cursor !== 'function' && { cursor }) });
  const find = typeof cursor === 'function' ? cursor : (body: unknown) => valueAt(body, cursor);
  return {
    name: by,
    first: {},
    total: (body) => numberIn(body, total),
    next({ body }) {
      const value = find(body);
      if (value === undefined || value === null || value === '' || value === false) return undefined;
      if (typeof value === 'string' || typeof value === 'number') return { params: { [param]: value } };
      throw new Error(`the cursor is ${show(value)}`);
    },
  };
}

/**
 * Pages whose responses tell the next one in a `Link` header with `rel="next"` (RFC 8288), as GitHub's do. They end
 * where there is none.
 *
 * @example
 * linkPages()
 */
export function linkPages(): PageStrategy {
  return {
    name: 'linkPages',
    first: {},
    next({ page }: PageFacts) {
      const url = nextLink(readHeader((page as { readonly headers?: unknown } | undefined)?.headers, 'link'));
      return url === undefined ? undefined : { url };
    },
  };
}
