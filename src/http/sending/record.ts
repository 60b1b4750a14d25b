import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { RequestRecord } from '../../attempt/record.js';
import type { AttemptScope } from '../../attempt.js';
import type { Failure } from '../../failure.js';
import { urlOf } from '../borders/uri.js';

interface Doomed {
  /** How a request fails, if that is certain before it has ended. */
  readonly doomed: Failure | undefined;
}

/** What the engine is told of a request that an attempt made. */
export class SentRequest implements RequestRecord {
  readonly method: string;
  response?: unknown;
  /** Set when it has ended with one. */
  ended: Failure | undefined;
  reusedSocket?: boolean;
  replayed?: boolean;
  readonly client: object | undefined;
  readonly #config: InternalAxiosRequestConfig;
  readonly #exchange: Doomed;

  constructor(config: InternalAxiosRequestConfig, client: object | undefined, exchange: Doomed) {
    this.client = client;
    this.#config = config;
    this.#exchange = exchange;
    this.method = (config.method ?? 'get').toUpperCase();
  }

  /** A limit ends the attempt first, and the request some turns later: whoever judges the attempt asks in between. */
  get failure(): Failure | undefined {
    return this.ended ?? this.#exchange.doomed;
  }

  /** Put together when asked for: most requests are never asked about. */
  get url(): string {
    return urlOf(this.#config);
  }

  writeTo(attempt: AttemptScope | undefined): void {
    if (attempt === undefined) return;
    attempt.requests ??= [];
    attempt.requests.push(this);
  }

  /** @param reused if the pool knows; otherwise the request is asked, if the error or response tells which it was */
  received(response: AxiosResponse | undefined, carrier: unknown, reused: boolean | undefined): void {
    if (response !== undefined) this.response = response;
    const known = reused ?? wasReused((carrier as { request?: unknown } | undefined)?.request);
    if (known !== undefined) this.reusedSocket = known;
  }
}

/** Told by the request itself, or by the one that follow-redirects keeps inside. */
function wasReused(request: unknown): boolean | undefined {
  const { reusedSocket, _currentRequest } = (request ?? {}) as {
    reusedSocket?: boolean;
    _currentRequest?: { reusedSocket?: boolean };
  };
  return reusedSocket ?? _currentRequest?.reusedSocket;
}
