import { oneLine } from '../basics/text.js';
import { brand, HoldfastError } from '../errors.js';
import { quoted } from './quoted.js';

/** The response, as the client gave it. */
export interface ErrorResponse {
  readonly status: number;
  readonly headers: object;
  /** The body, parsed if it is JSON. */
  readonly data: unknown;
}

interface Facts {
  readonly method: string;
  /** Without query and credentials. */
  readonly url: string;
  readonly requestId: string | undefined;
  readonly response: ErrorResponse;
}

/**
 * The server answered, and not with success. `cause` is the client's own error. What never got an answer fails with the
 * errors of the shared client instead.
 *
 * @example
 * api.getItem(7).catch((error) => error instanceof HttpError && [error.status, error.requestId]);
 */
export class HttpError extends HoldfastError {
  readonly code = 'ERR_HOLDFAST_HTTP';
  readonly method: string;
  /** Without query and credentials. */
  readonly url: string;
  readonly status: number;
  /** By which the server's people find the request in their logs. */
  readonly requestId: string | undefined;
  /**
   * The body as text, cut after 99 characters. Of JSON and of forms, the values of what is called as credentials are
   * left out, and what is within them: `token`, `session_key`. In any other text nobody finds them. Not enumerable, for
   * logs' sake.
   */
  declare readonly body: string;
  /** Not enumerable either. */
  declare readonly response: ErrorResponse;

  constructor(why: string, { method, url, requestId, response }: Facts, options?: ErrorOptions) {
    const body = quoted(response.data);
    const id = requestId === undefined ? '' : `, request id ${oneLine(requestId)}`;
    super(`${method} ${url}: ${why} (status ${response.status}${id})${body && `: ${body}`}`, options);
    this.method = method;
    this.url = url;
    this.status = response.status;
    this.requestId = requestId;
    Object.defineProperty(this, 'body', { value: body, configurable: true });
    Object.defineProperty(this, 'response', { value: response, configurable: true });
  }
}
brand(HttpError, 'HttpError');

/**
 * The server says that the request is at fault: 4xx.
 *
 * @example
 * api.getItem(7).catch((error) => error instanceof ClientHttpError && error.status === 404);
 */
export class ClientHttpError extends HttpError {}
brand(ClientHttpError, 'ClientHttpError');

/**
 * The server is at fault: 5xx, or a success whose body is not what the API promises.
 *
 * @example
 * api.getItem(7).catch((error) => error instanceof ServerHttpError && error.requestId);
 */
export class ServerHttpError extends HttpError {}
brand(ServerHttpError, 'ServerHttpError');

/** The error of a status. */
export function statusError(facts: Facts, cause: unknown): HttpError {
  const { status } = facts.response;
  if (status >= 500) return new ServerHttpError('the API answered with a server error', facts, { cause });
  if (status >= 400) return new ClientHttpError('the API answered with a client error', facts, { cause });
  return new HttpError('the API answered with something else than success', facts, { cause });
}
