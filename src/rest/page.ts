import { isObject, tried } from '../basics/objects.js';
import { hasOptions } from '../options.js';
import { parsePath, readPath } from '../predicates/path.js';
import { demand, isRecord } from './demand.js';
import type { ParamValue } from './params.js';

/**
 * Where a page is: parameters to send, or the whole address. Plain data, so that it can be written down as JSON and
 * gone on from in another process.
 */
export interface PageRequest {
  readonly params?: Readonly<Record<string, ParamValue>> | undefined;
  /** The address of the page as the server gave it; then there are no parameters to add. */
  readonly url?: string | undefined;
}

/** @throws ConfigError for what leads to no page, such as the promise of one */
export function demandPage(page: PageRequest, where: string): void {
  demand(hasOptions(page), where, 'an object with params or a url', page);
  const { params, url } = page;
  demand(params == null || isRecord(params), `${where}: params`, 'an object of names and values', params);
  demand(url === undefined || typeof url === 'string', `${where}: url`, 'an address', url);
}

/** What a strategy is told about a page that has arrived. */
export interface PageFacts {
  /** Its parsed body. */
  readonly body: unknown;
  /** What `fetchPage` returned. */
  readonly page: unknown;
  /** The items on it. */
  readonly count: number;
  /** What asked for it. */
  readonly request: PageRequest;
}

/** How an API tells where the next page is. */
export interface PageStrategy {
  /** For messages: `offsetPages`. */
  readonly name: string;
  readonly first: PageRequest;
  /** The request for the next page; undefined after the last. Throws a text of `broken` where the API makes no sense. */
  next(facts: PageFacts): PageRequest | undefined;
  /** How many items there are in all, where the API tells. */
  total?(body: unknown): number | undefined;
}

export const isStrategy = (value: unknown): boolean =>
  typeof (value as Partial<PageStrategy> | null)?.next === 'function';

type Fields = Readonly<Record<string, unknown>>;

/** An own field of a body. */
const fieldOf = (body: unknown, name: string): unknown =>
  isObject(body) && Object.hasOwn(body, name) ? (body as Fields)[name] : undefined;

/** What a body has under a name, such as `@odata.nextLink`, or else at a path, such as `data.meta.next`. */
export const valueAt = (body: unknown, name: string): unknown =>
  fieldOf(body, name) ?? tried(() => readPath(body, parsePath(name, name)));

export const numberIn = (body: unknown, name: string): number | undefined => {
  const value = valueAt(body, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
};

/** A response has a status and headers, and its body in `data`; anything else is a body itself. */
export const bodyOf = (page: unknown): unknown =>
  fieldOf(page, 'status') !== undefined && fieldOf(page, 'headers') !== undefined
    ? (page as { readonly data?: unknown }).data
    : page;
