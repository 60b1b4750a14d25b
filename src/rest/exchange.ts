import { statusOf } from '../failure.js';
import { headerMap } from '../headers.js';
import type { HoldfastClient } from '../http/index.js';
import { refusal } from '../http/refusal.js';
import { tolerate } from '../policies/safety/tolerated.js';
import { addressOf } from '../telemetry/address.js';
import { sent } from './body.js';
import { type ErrorResponse, ServerHttpError, statusError } from './http-error.js';
import { queryOf } from './params.js';
import type { RestRequest, RestResponse } from './request.js';
import type { Held } from './settings.js';

type Headers = Readonly<Record<string, string | false>>;

/** The server's id of a request. */
function requestIdIn(headers: unknown, names: readonly string[] = ['x-request-id']): string | undefined {
  const map = headerMap(headers);
  return names.map((name) => map.get(name)).find((id) => id !== undefined && id !== '');
}

/** Sends a request once. What the server answers is success, or an `HttpError`; everything else is the client's error. */
export async function exchange(
  http: HoldfastClient,
  request: RestRequest,
  settings: Held,
  credential: Headers,
): Promise<RestResponse> {
  const { method, url, params = {}, body, accept = [], responseType = 'json' } = request;
  const { baseURL } = settings;
  const isGood = (status: number): boolean => status >= 200 && status < 300;
  let isText = false;
  const parse = (text: unknown): unknown => {
    if (typeof text !== 'string' || text === '') return undefined;
    if (responseType === 'text') return text;
    try {
      return JSON.parse(text.replace(/^\uFEFF/, ''));
    } catch {
      isText = true;
      return text;
    }
  };
  const address = addressOf({ baseURL, url });
  const factsOf = (response: ErrorResponse) => ({
    method,
    url: address,
    requestId: requestIdIn(response.headers, settings.requestIdHeaders),
    response,
  });
  const name = `${method} ${address}`;
  const own = merged(settings.headers, credential, request.headers, keyHeader(request));
  const { data, type } = sent(body, own['content-type'] !== undefined, name);
  try {
    const response = await http.request({
      method,
      baseURL,
      url,
      params: queryOf(params, settings.brackets === true, name),
      headers: type === undefined ? own : { 'content-type': type, ...own },
      data,
      responseType: 'text',
      transformResponse: [parse],
      validateStatus: (status) => isGood(status) || accept.includes(status),
      redact: [...(http.defaults.redact ?? []), ...Object.keys(credential)],
    });
    if (isText && isGood(response.status) && method !== 'HEAD') {
      const cause = refusal(response, response.config, {
        why: 'the body is not JSON',
        code: 'ERR_BAD_RESPONSE',
        cause: new SyntaxError('the text is not valid JSON'),
      });
      throw new ServerHttpError('the API answered with invalid JSON', factsOf(response), { cause });
    }
    const { status } = response;
    const headers = headerMap(response.headers);
    const requestId = requestIdIn(headers, settings.requestIdHeaders);
    const answer: RestResponse = { status, headers, data: response.data, requestId };
    if (!isGood(status)) for (const each of [response, answer]) tolerate(each);
    return answer;
  } catch (error) {
    const response = (error as { readonly response?: ErrorResponse } | undefined)?.response;
    const status = statusOf(response);
    // An answer that was cut off, or is too large, is no matter of its status.
    if (error instanceof ServerHttpError || response === undefined || status === undefined) throw error;
    if (isGood(status)) throw error;
    throw statusError(factsOf(response), error);
  }
}

const keyHeader = ({ idempotencyKey }: RestRequest): Headers | undefined =>
  idempotencyKey === undefined ? undefined : { 'idempotency-key': idempotencyKey };

/** Later ones win, in whatever case they are written. */
function merged(...sources: readonly (Headers | undefined)[]): Record<string, string | false> {
  const headers: Record<string, string | false> = {};
  for (const source of sources)
    for (const [name, value] of Object.entries(source ?? {})) {
      const key = name.toLowerCase();
      Object.defineProperty(headers, key, { value, enumerable: true, configurable: true, writable: true });
    }
  return headers;
}
