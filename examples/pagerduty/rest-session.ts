import { pdpyras, perStatus, type StatusActions } from 'holdfast';
import {
  type AttemptReport,
  cursorPages,
  type IterateOptions,
  inferWrapper,
  offsetPages,
  type Pages,
  RestClient,
  type RestOptions,
  token,
  type Wrapper,
} from 'holdfast/rest';

export interface SessionOptions extends Omit<RestOptions, 'auth' | 'policy'> {
  /** As pdpyras' `retry`: how often to repeat which status. A 429 is repeated until it passes, a 401 never. */
  readonly retry?: StatusActions;
  readonly log?: (line: string) => void;
}

/** What is sent and comes back under another key than its path tells. */
const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  'GET /audit/records': 'records',
  'PUT /incidents': 'incidents',
};
const BY_CURSOR = ['/audit/records', '/users/{id}/audit/records', '/services/{id}/audit/records'];

/** PagerDuty's REST API, as pdpyras' `APISession` serves it. */
export class RestSession extends RestClient {
  override baseURL = 'https://api.pagerduty.com';
  override headers = { accept: 'application/vnd.pagerduty+json;version=2' };
  override timeout = '60s';
  override brackets = true;
  override paths = ['/users', '/users/me', '/users/{id}', '/incidents', '/incidents/{id}', ...BY_CURSOR];
  override pagination = offsetPages({ limit: 100, window: 10_000 });
  readonly #log: (line: string) => void;

  constructor(key: string, { retry, log = console.debug, ...options }: SessionOptions = {}) {
    const policy = perStatus(
      { 429: Infinity, 401: 'throw', ...retry },
      { maxTotal: 10, network: 3, backoff: pdpyras() },
    );
    super({ ...options, auth: token(key), policy });
    this.#log = log;
  }

  protected override wrapperOf(method: string, path: string): Wrapper {
    return WRAPPERS[`${method} ${path}`] ?? inferWrapper(method, path);
  }

  /** By offset or by cursor, as the path wants it. */
  override iterate<T = unknown>(url: string, options: IterateOptions<T> = {}): Pages<T> {
    const isByCursor = BY_CURSOR.includes(this.canonicalPath(url));
    return super.iterate(url, isByCursor ? { strategy: cursorPages(), ...options } : options);
  }

  /** PagerDuty's support asks for the id of the request. */
  protected override onResponse({ method, path, status, requestId, duration, attempt }: AttemptReport): void {
    const answer = `${status ?? 'no answer'}, x-request-id ${requestId ?? '(missing header)'}`;
    const level = status !== undefined && status < 500 ? 'debug' : 'error';
    this.#log(`${level}: ${method} ${path}, attempt ${attempt}: ${answer}, ${Math.round(duration)} ms`);
  }
}
