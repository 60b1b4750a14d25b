import { isDeepStrictEqual } from 'node:util';
import { bare } from '../basics/bare.js';
import { leaveAlone } from '../decorators/left-alone.js';
import { unexpected } from '../errors.js';
import { checkKeys } from '../options.js';
import { addressOf } from '../telemetry/address.js';
import { type Addressed, addressIn, unwrapped, type Wrapper, wrapped } from './entities.js';
import { ServerHttpError } from './http-error.js';
import { Listing } from './listing.js';
import type { PageRequest, PageStrategy } from './page.js';
import { type Pages, type PaginateOptions, paginate } from './paginate.js';
import type { Params } from './params.js';
import type { CallSettings, RestResponse } from './request.js';
import { Requests } from './requests.js';
import { offsetPages } from './strategies.js';

export interface IterateOptions<T> extends PaginateOptions<T> {
  /** How the list goes on. Default: the client's `pagination`. */
  readonly strategy?: PageStrategy | undefined;
  /** Sent with each page; they win over those of the strategy's first one. */
  readonly params?: Params | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface FindOptions<T> extends IterateOptions<T> {
  /** The field that has to match. Default `name`. */
  readonly by?: string | undefined;
  /** The parameter in which the API takes what is looked for; `false` sends none. Default `query`. */
  readonly query?: string | false | undefined;
}

type Entity = Readonly<Record<string, unknown>>;

/**
 * The base of a client for one API: subclass it, and say where the API is and how it wants to be called, by fields,
 * accessors or methods; the constructor's options say the same for one instance. The verbs return the checked body.
 * Each request is retried by the careful default, by `policy`, or by decorators on the subclass.
 *
 * Defaults: no credentials, attempts of 60 s at most, pages by offset and limit, the id of a request in `x-request-id`.
 *
 * Errors: `ClientHttpError` and `ServerHttpError` (both `HttpError`) where the server answered; those of the shared
 * client where it did not.
 *
 * @throws ConfigError for unknown or impossible options
 * @example
 * class TodoApi extends RestClient {
 *   override baseURL = 'https://api.example.com';
 *   override auth = bearer(freshToken);
 *   async getItem(id: string) { try { return await this.get(path`/items/${id}`); } finally { await this.close(); } }
 * }
 */
export class RestClient extends Requests {
  /** The key under which the API puts an entity or a list. `path` is a template where `paths` has it. Default: none. */
  protected wrapperOf(_method: string, _path: string): Wrapper {
    return undefined;
  }

  /** An entity, without its wrapper. */
  async fetchEntity<T = unknown>(resource: Addressed, options?: CallSettings): Promise<T> {
    return this.#entity('GET', addressIn(resource, 'fetchEntity'), undefined, options);
  }

  /** Makes an entity of a collection, and returns it as the API did. */
  async createEntity<T = unknown>(url: string, values: object, options?: CallSettings): Promise<T> {
    return this.#entity('POST', url, values, options);
  }

  /** Puts all of an entity, and returns it as the API did. */
  async updateEntity<T = unknown>(resource: Addressed, values: object, options?: CallSettings): Promise<T> {
    return this.#entity('PUT', addressIn(resource, 'updateEntity'), values, options);
  }

  /**
   * The items of a list, page by page as they are needed. Each page is retried by itself, whatever is around the loop; an
   * error is thrown after the items before it, and `resumeTokenOf(error)` tells where to go on.
   */
  iterate<T = unknown>(url: string, options: IterateOptions<T> = {}): Pages<T> {
    const { strategy, params, headers, signal, ...walk } = bare(options);
    const { baseURL, pagination = offsetPages() } = this.settings;
    const listing = new Listing(url, baseURL, strategy ?? pagination, params);
    const wrapper = this.wrapperOf('GET', this.canonicalPath(url));
    // Whoever wraps lists may send one as it is. That a wrapper is there is seen to below, where the response is known.
    const items = (body: unknown): readonly T[] =>
      Array.isArray(body) ? body : (unwrapped(body, wrapper) as { value: readonly T[] }).value;
    const fetchPage = async (request: PageRequest): Promise<RestResponse> => {
      const page = bare(request);
      const at = listing.addressOf(page);
      const response = await this.page(at, { params: listing.paramsOf(page), headers, signal });
      if (walk.items === undefined && !Array.isArray(response.data))
        this.#unwrapped(response, 'GET', at, wrapper);
      return response;
    };
    return paginate(fetchPage, listing, { items, ...walk });
  }

  /** The first `limit` items of a list. */
  async list<T = unknown>(
    url: string,
    options: IterateOptions<T> & { readonly limit: number },
  ): Promise<T[]> {
    const { limit, ...rest } = bare(options);
    return this.iterate<T>(url, rest).toArray({ limit });
  }

  /** The first `limit` items of a list by one of their fields; of several with the same, the last. Default `id`. */
  async dict<T = unknown>(
    url: string,
    options: IterateOptions<T> & { readonly limit: number; readonly by?: string | undefined },
  ): Promise<Map<unknown, T>> {
    const { by = 'id', ...rest } = bare(options);
    const items = await this.list<T>(url, rest);
    return new Map(items.map((item) => [(item as Entity)[by], item]));
  }

  /** The first item whose field is `value`, in whatever case; no page after it is fetched. Undefined if there is none. */
  async find<T = unknown>(
    url: string,
    value: string | number,
    options: FindOptions<T> = {},
  ): Promise<T | undefined> {
    const { by = 'name', query = 'query', params, ...rest } = bare(options);
    const looked = query === false ? params : { [query]: value, ...params };
    const wanted = String(value).toLowerCase();
    for await (const item of this.iterate<T>(url, { ...rest, params: looked })) {
      const found = (item as Entity | null)?.[by];
      if (/^(string|number)$/.test(typeof found) && String(found).toLowerCase() === wanted) return item;
    }
    return undefined;
  }

  /**
   * The entity with these values: the one that is found by the field `by`, or a new one. With `update`, one that was
   * found and differs is updated; default false.
   *
   * @throws ConfigError if the values lack the field
   */
  async persist<T = unknown>(
    url: string,
    by: string,
    values: Entity,
    options: { readonly update?: boolean | undefined } = {},
  ): Promise<T> {
    checkKeys(options, ['update'], 'persist');
    const value = Object.hasOwn(values, by) ? values[by] : undefined;
    if (typeof value !== 'string' && typeof value !== 'number')
      throw unexpected(`persist: values['${by}']`, 'text or a number to find it by', value);
    const found = await this.find<Entity>(url, value, { by });
    if (found === undefined) return this.createEntity<T>(url, values);
    const differs = Object.entries(values).some(([key, each]) => !isDeepStrictEqual(found[key], each));
    if (options.update !== true || !differs) return found as T;
    return this.updateEntity<T>(found as unknown as Addressed, { ...found, ...values });
  }

  async #entity<T>(
    method: string,
    url: string,
    values: object | undefined,
    options?: CallSettings,
  ): Promise<T> {
    const wrapper = this.wrapperOf(method, this.canonicalPath(url));
    const body = values === undefined ? undefined : wrapped(values, wrapper);
    const response = await this.request(method, url, { ...options, body });
    // A status that the call accepts has no entity with it, but an answer of its own.
    return response.data === undefined || response.status >= 300
      ? (response.data as T)
      : (this.#unwrapped(response, method, url, wrapper) as T);
  }

  /** What is under the key, or the error of an API that did not put it there. */
  #unwrapped(response: RestResponse, method: string, url: string, wrapper: Wrapper): unknown {
    const found = unwrapped(response.data, wrapper);
    if ('value' in found) return found.value;
    const { requestId } = response;
    const address = addressOf({ baseURL: this.settings.baseURL, url });
    throw new ServerHttpError(found.problem, { method, url: address, requestId, response });
  }
}

leaveAlone(RestClient.prototype, []);
