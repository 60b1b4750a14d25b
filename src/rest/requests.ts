import { currentScope, enclosing } from '../attempt.js';
import { bare } from '../basics/bare.js';
import { now } from '../clock.js';
import { Retry } from '../decorators/index.js';
import { leaveAlone } from '../decorators/left-alone.js';
import { note } from '../decorators/registry.js';
import { limit } from '../duration.js';
import { statusOf } from '../failure.js';
import { createClient, type HoldfastClient } from '../http/index.js';
import { noteProblem } from '../policies/history/line.js';
import { idempotencyOf } from '../policies/idempotent.js';
import { RetryPolicy, withSignal } from '../policies/index.js';
import { addressOf } from '../telemetry/address.js';
import { checked } from './checked.js';
import { demand, isRecord } from './demand.js';
import { exchange } from './exchange.js';
import { pathBelow, templateOf } from './paths.js';
import { policyBy } from './policies.js';
import type { AttemptReport, CallSettings, RestRequest, RestResponse } from './request.js';
import {
  clientName,
  type Held,
  ownOptions,
  type RestOptions,
  type RestSettings,
  settingsOf,
} from './settings.js';
import { timed } from './timed.js';

/** Only a type: a subclass may say these things by fields, accessors or methods, which a class's own members forbid. */
const Settings = class {} as new () => RestSettings;

const careful = new RetryPolicy();

const HEADERS = 'a function that returns an object of headers';

/** The requests of one API: what `RestClient` is made of, without its helpers for resources. */
export class Requests extends Settings {
  readonly #settings: () => Held;
  #http: HoldfastClient | undefined;
  #isOwn = false;

  /** @throws ConfigError for unknown or impossible options */
  constructor(options: RestOptions = {}) {
    super();
    // A class of one's own often has no decorator, and would be unknown to `configure` before its first call.
    note(new.target.prototype);
    this.#settings = settingsOf(this, ownOptions(options, clientName(new.target)));
  }

  /** What holds for this instance: its options, then what its class says. */
  get settings(): RestSettings & { readonly baseURL: string } {
    return this.#settings();
  }

  /** The shared client that carries the requests. */
  get http(): HoldfastClient {
    if (this.#http === undefined) {
      const { client = {}, baseURL, origins } = this.settings;
      this.#isOwn = typeof client !== 'function';
      this.#http = typeof client === 'function' ? client : createClient({ baseURL, origins, ...client });
    }
    return this.#http;
  }

  get<T = unknown>(url: string, options?: CallSettings): Promise<T> {
    return this.#bodyOf('GET', url, undefined, options);
  }

  /** A POST is repeated only where nothing can be done twice, or with an `idempotencyKey`. */
  post<T = unknown>(url: string, body?: unknown, options?: CallSettings): Promise<T> {
    return this.#bodyOf('POST', url, body, options);
  }

  put<T = unknown>(url: string, body?: unknown, options?: CallSettings): Promise<T> {
    return this.#bodyOf('PUT', url, body, options);
  }

  /** Repeated as a POST is. */
  patch<T = unknown>(url: string, body?: unknown, options?: CallSettings): Promise<T> {
    return this.#bodyOf('PATCH', url, body, options);
  }

  delete<T = unknown>(url: string, options?: CallSettings): Promise<T> {
    return this.#bodyOf('DELETE', url, undefined, options);
  }

  head(url: string, options?: CallSettings): Promise<RestResponse<undefined>> {
    return this.request<undefined>('HEAD', url, options);
  }

  /**
   * The whole response, for any method. Called inside a guarded method of this client, it is part of that method's
   * attempt, and the method's policies decide; else the client's policy does.
   *
   * @throws ConfigError before anything is sent, for another origin and for unknown options
   */
  async request<T = unknown>(
    method: string,
    url: string,
    given: CallSettings & { readonly body?: unknown } = {},
  ): Promise<RestResponse<T>> {
    const { body, ...options } = bare(given);
    const outer = enclosing(currentScope());
    const isPart = outer?.what.owner !== undefined && outer.self === this;
    return (await this.#perform(
      this.#checked(method, url, body, options),
      options,
      !isPart,
    )) as RestResponse<T>;
  }

  /** A GET that is a retried unit of its own, whatever is around it. */
  protected async page(url: string, options: CallSettings): Promise<RestResponse> {
    return this.#perform(this.#checked('GET', url, undefined, options), options, true);
  }

  /** Frees the sockets and timers of the client's own; a shared client that it was given goes on. */
  async close(): Promise<void> {
    if (this.#isOwn) await this.#http?.close();
  }

  /** The template of an address: `/users/{id}`; the path itself where `paths` has none. For metrics and `wrapperOf`. */
  canonicalPath(url: string): string {
    const { baseURL, paths = [] } = this.settings;
    const path = pathBelow(baseURL, url);
    return templateOf(path, paths) ?? path;
  }

  /** Told of each attempt that has ended. To be overridden, for logs and metrics; what it throws is noted in the history. */
  protected onResponse(_report: AttemptReport): void {}

  /**
   * Sends a request, under the policies of the client: the one method that is guarded. Decorators on a subclass hold for
   * it; an override may carry its own.
   */
  protected async send(request: RestRequest): Promise<RestResponse> {
    return this.#exchange(request, true);
  }

  #perform(request: RestRequest, options: CallSettings, isUnit: boolean): Promise<RestResponse> {
    const { signal } = bare(options);
    const isGuarded = isUnit && this.settings.policy !== false;
    const work = () => (isGuarded ? this.send(request) : this.#exchange(request, false));
    return signal ? withSignal(signal, work) : work();
  }

  async #bodyOf<T>(method: string, url: string, body: unknown, options: CallSettings = {}): Promise<T> {
    const { data } = await this.request<T>(method, url, body === undefined ? options : { ...options, body });
    return data;
  }

  #checked(method: string, url: string, body: unknown, options: CallSettings): RestRequest {
    return checked({ method, url, body, options }, this.settings, clientName(this.constructor));
  }

  async #exchange(request: RestRequest, isGuarded: boolean): Promise<RestResponse> {
    const startedAt = now();
    const { method, url, idempotencyKey: key } = request;
    const { settings } = this;
    const address = addressOf({ baseURL: settings.baseURL, url });
    const call = enclosing(currentScope())?.call;
    if (isGuarded && call && key !== undefined) call.idempotency ??= idempotencyOf({ key }, method);
    const auth = request.auth ?? settings.auth;
    const { timeout = settings.timeout } = request;
    const ms =
      timeout === undefined ? Infinity : limit(timeout, `${clientName(this.constructor)}: option 'timeout'`);
    const attempt = async (): Promise<RestResponse> => {
      const credential = auth ? await auth.call(this, { method, url: address }) : {};
      // Anything else would be sent as no credential at all, or as half of one; and it is not shown.
      demand(isRecord(credential), `${method} ${address}: option 'auth'`, HEADERS, typeof credential);
      return exchange(this.http, request, settings, credential);
    };
    try {
      const response = await timed(ms, `${method} ${address}`, attempt);
      this.#report(request, startedAt, response, undefined);
      return response;
    } catch (error) {
      this.#report(request, startedAt, undefined, error);
      throw error;
    }
  }

  #report({ method, url }: RestRequest, start: number, response: RestResponse | undefined, error: unknown) {
    const attempt = enclosing(currentScope());
    const failed = error as { readonly requestId?: unknown } | undefined;
    try {
      this.onResponse({
        method,
        path: this.canonicalPath(url),
        url: addressOf({ baseURL: this.settings.baseURL, url }),
        status: response?.status ?? statusOf(failed),
        requestId: response?.requestId ?? (failed?.requestId as string | undefined),
        duration: now() - start,
        attempt: attempt?.number ?? 1,
        error,
      });
    } catch (problem) {
      if (attempt) noteProblem(attempt, problem);
    }
  }

  /** The policy of this instance, for `@Retry`. */
  static policyFor({ settings: { policy } }: Requests): RetryPolicy {
    if (policy === undefined || policy === false) return careful;
    return policyBy(policy, 'RestClient');
  }
}

// As a subclass would write it, `@Retry(...) class Requests`; what only leads to `send` is not guarded twice.
leaveAlone(Requests.prototype, ['send']);
leaveAlone(Requests, []);
Retry(Requests.policyFor)(Requests);
