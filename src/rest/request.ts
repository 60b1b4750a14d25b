import type { Duration } from '../duration.js';
import type { HeaderMap } from '../headers.js';
import type { Auth } from './auth.js';
import type { Params } from './params.js';

/** What a single call may say. None of it is there for the next one, and none of it is changed. */
export interface CallSettings {
  /** They win over those of the client and of its `auth`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly params?: Params | undefined;
  /** Statuses that are as good as success for this call, whatever a policy says: `[404]`. Their body is returned. */
  readonly accept?: readonly number[] | undefined;
  /** The limit of each attempt. Default: the client's. */
  readonly timeout?: Duration | undefined;
  /** Ends the call at once, waits included, with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
  /** Sent as `Idempotency-Key`, the same at each attempt: the request may then be repeated like a GET. */
  readonly idempotencyKey?: string | undefined;
  /** Another credential for this call; `false` for none. */
  readonly auth?: Auth | false | undefined;
  /** `'text'` returns the body as it is. Default `'json'`: anything else is an error. */
  readonly responseType?: 'json' | 'text' | undefined;
}

/** One request as `send` gets it. It is frozen, and the same for each attempt. */
export interface RestRequest extends Omit<CallSettings, 'signal'> {
  /** In capitals. */
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}

/** The whole response. */
export interface RestResponse<T = unknown> {
  readonly status: number;
  readonly headers: HeaderMap;
  /** The parsed body; undefined if there is none. */
  readonly data: T;
  readonly requestId: string | undefined;
}

/** What `onResponse` is told: one attempt that has ended. */
export interface AttemptReport {
  readonly method: string;
  /** The path as a template, `/users/{id}`, where the client's `paths` have it: fit for the name of a metric. */
  readonly path: string;
  /** Without query and credentials. */
  readonly url: string;
  /** Undefined if there was no answer; then `error` tells why. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** Milliseconds. */
  readonly duration: number;
  /** From 1. */
  readonly attempt: number;
  readonly error: unknown;
}

export const REQUEST_OPTIONS = [
  'headers',
  'params',
  'accept',
  'timeout',
  'signal',
  'idempotencyKey',
  'auth',
  'responseType',
] as const;
