import { bare } from '../basics/bare.js';
import type { PageFacts, PageRequest, PageStrategy } from './page.js';
import type { Params } from './params.js';

/** A list of an API: the strategy of its pages, with what the caller says of the first one, and with whole addresses. */
export class Listing implements PageStrategy {
  readonly name: string;
  readonly first: PageRequest;
  readonly #url: string;
  readonly #baseURL: string;
  readonly #chosen: PageStrategy;
  readonly #params: Params;

  constructor(url: string, baseURL: string, chosen: PageStrategy, params: Params | undefined) {
    this.#url = url;
    this.#baseURL = baseURL;
    this.#chosen = chosen;
    this.#params = params ?? {};
    this.name = chosen.name;
    // What the caller says of the first page holds: where it begins, and how long it is.
    const start = bare(chosen.first);
    const moved = start.params ?? {};
    this.first = bare<PageRequest>({
      ...start,
      params: { ...moved, ...picked(this.#params, (name) => Object.hasOwn(moved, name)) },
    });
  }

  /** A link may be relative to the page that it came with, and that one to the list. */
  next(facts: PageFacts): PageRequest | undefined {
    const next = this.#chosen.next(facts);
    // What is no address is refused where all pages are.
    if (typeof next?.url !== 'string') return next;
    return { ...next, url: this.#resolved(next.url, this.addressOf(facts.request)) };
  }

  total(body: unknown): number | undefined {
    return this.#chosen.total?.(body);
  }

  addressOf({ url }: PageRequest): string {
    return url === undefined ? this.#url : this.#resolved(url, this.#url);
  }

  /** The caller's other parameters go along: the strategy moves its own on. A whole address has them all. */
  paramsOf(page: PageRequest): Params {
    if (page.url !== undefined) return {};
    const own = { ...this.first.params, ...page.params };
    return { ...page.params, ...picked(this.#params, (name) => !Object.hasOwn(own, name)) };
  }

  #resolved(to: string, from: string): string {
    return new URL(to, absolute(this.#baseURL, from)).href;
  }
}

const absolute = (baseURL: string, url: string): string =>
  /^[a-z][\w+.-]*:/i.test(url) ? url : `${baseURL.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}`;

const picked = (params: Params, by: (name: string) => boolean): Params =>
  Object.fromEntries(Object.entries(params).filter(([name]) => by(name)));
