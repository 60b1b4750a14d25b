import type { AttemptScope } from './attempt.js';
import { isObject, tried } from './basics/objects.js';
import { TimeoutError } from './errors.js';
import { type Failure, failureOf, statusOf } from './failure.js';
import { type HeaderMap, headerMap } from './headers.js';
import {
  isFetchResponse,
  isOfOthers,
  isResponse,
  isUnread,
  letGo,
  responseIn,
  statusIn,
  textOf,
} from './outcome/response.js';

/** How an attempt ended, whatever client made the request. */
export interface Outcome<T = unknown> {
  /** True when the method returned and nothing rejected what it returned. */
  readonly ok: boolean;
  /** What the method returned. */
  readonly value?: T | undefined;
  /** What the method threw. */
  readonly error?: unknown;
  readonly status?: number | undefined;
  readonly headers: HeaderMap;
  /** The parsed body; what the method returned, if that was not a response. */
  readonly body?: unknown;
  /** The underlying response: of axios, fetch, got or undici. */
  readonly response?: unknown;
  readonly request?: Request | undefined;
  readonly failure?: Failure | undefined;
}

type Fields = Record<PropertyKey, unknown>;

/** Thrown by `outcome.body` while a fetch body is not read yet; whoever asked is asked again when it is. */
const BODY_NOT_READ_YET = new Error('holdfast reads this body before it asks again');

const UNREAD = Symbol('unread');

class AttemptOutcome<T> implements Outcome<T> {
  readonly ok: boolean;
  readonly value: T | undefined;
  readonly error: unknown;
  /** Set when a body was asked for that is not read yet. */
  wanted = false;
  /** Stays true when the outcome is rejected later. */
  private readonly cameBack: boolean;
  private readonly attempt: AttemptScope | undefined;
  private foundResponse: unknown = UNREAD;
  private readBody: unknown = UNREAD;

  constructor(ok: boolean, value: T | undefined, error: unknown, attempt: AttemptScope | undefined) {
    this.ok = ok;
    this.cameBack = ok;
    this.value = value;
    this.error = error;
    this.attempt = attempt;
  }

  get response(): unknown {
    if (this.foundResponse === UNREAD)
      this.foundResponse = this.cameBack
        ? returnedResponse(this.value, this.attempt)
        : responseIn(this.error);
    return this.foundResponse;
  }

  get status(): number | undefined {
    return statusOf(this.response) ?? (this.cameBack ? undefined : statusIn(this.error));
  }

  get headers(): HeaderMap {
    return tried(() => headerMap((this.response as Fields | undefined)?.headers)) ?? headerMap(undefined);
  }

  get body(): unknown {
    if (this.cameBack && !isResponse(this.value)) return this.value;
    const response = this.response;
    if (!isFetchResponse(response)) return bodyIn(response);
    if (this.readBody !== UNREAD) return this.readBody;
    this.wanted = true;
    throw BODY_NOT_READ_YET;
  }

  get request(): Request | undefined {
    const { response, error } = this;
    const reported = this.attempt?.requests ?? [];
    const last = reported.at(-1);
    if (last && (response === undefined || reported.some((it) => it.response === response))) return last;
    const told = [response, error].map((carrier) => tried(() => requestIn(carrier)));
    const known = told.find((request) => request?.method);
    return known ?? (isOfOthers(response) ? undefined : last) ?? told.find(isObject);
  }

  get failure(): Failure | undefined {
    if (this.ok) return undefined;
    return wasEnded(this.attempt, this.error) ? 'aborted' : failureOf(this.error);
  }

  /** Reads the body from a clone, so that the caller still gets an unread response. */
  async load(): Promise<void> {
    this.wanted = false;
    try {
      this.readBody = parsed(await textOf(this.response as Response));
    } catch {
      // Read already by the method itself, or cut off: there is no body to judge.
      this.readBody = undefined;
    }
  }
}

/** The response that a value is, or else that of the attempt's last request. */
const returnedResponse = (value: unknown, attempt: AttemptScope | undefined): unknown =>
  isResponse(value) ? value : attempt?.requests?.findLast((r) => r.response)?.response;

/** The status of an outcome, without the outcome. */
export const returnedStatus = (value: unknown, attempt: AttemptScope): number | undefined =>
  statusOf(returnedResponse(value, attempt));

/** The user ended the call, with whatever reason; a time limit names itself. */
function wasEnded(attempt: AttemptScope | undefined, error: unknown): boolean {
  if (attempt === undefined || error instanceof TimeoutError) return false;
  return [attempt, attempt.call].some((scope) => scope.aborted && scope.reason === error);
}

type Request = { readonly method?: string | undefined; readonly url?: string | undefined };

/**
 * Axios has its request in `config`, got in `request.options`, ky's error in `request`, Node in `req`; a fetch response tells
 * only where it came from.
 */
function requestIn(carrier: unknown): Request | undefined {
  if (!isObject(carrier)) return undefined;
  const { config, request, req } = carrier;
  const source = [config, isObject(request) && request.options, request, req].find(isObject);
  const method = typeof source?.method === 'string' ? source.method.toUpperCase() : undefined;
  const url = [source?.url, carrier.url, carrier.requestUrl].find(
    (it): it is string => typeof it === 'string' && it !== '',
  );
  return method === undefined && url === undefined ? undefined : { method, url };
}

function bodyIn(response: unknown): unknown {
  if (!isObject(response)) return undefined;
  if ('data' in response) return response.data;
  const { body } = response;
  if (typeof body === 'string') return parsed(body);
  // That of got and superagent may be parsed already. What is unread stays so: it is the caller's to read.
  return isUnread(body) ? undefined : body;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The outcome of an attempt that returned `value`. */
export const returned = <T>(value: T, attempt?: AttemptScope): Outcome<T> =>
  new AttemptOutcome<T>(true, value, undefined, attempt);

/** The outcome of an attempt that threw `error`. */
export const threw = (error: unknown, attempt?: AttemptScope): Outcome<never> =>
  new AttemptOutcome<never>(false, undefined, error, attempt);

/** The same outcome, no longer acceptable. */
export const rejected = (outcome: Outcome, failure: Failure): Outcome =>
  Object.create(outcome, { ok: { value: false }, failure: { value: failure } }) as Outcome;

/** A promise if someone has just asked `outcome` for a body that is not read yet. */
export const pendingBody = (outcome: Outcome): Promise<void> | undefined =>
  (outcome as Partial<AttemptOutcome<unknown>>).wanted
    ? (outcome as AttemptOutcome<unknown>).load()
    : undefined;

/** Lets go of a response that nobody will read, so that its connection is free again. */
export const discard = ({ response }: Outcome): void => letGo(response);
