import type { AxiosAdapter, AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { AttemptRecord } from '../attempt/record.js';
import { type AttemptScope, Call } from '../attempt.js';
import { read } from '../basics/objects.js';
import { now } from '../clock.js';
import { type Outcome, returned, threw } from '../outcome.js';
import { prepared } from '../policies/asking/prepared.js';
import { unjudged } from '../policies/decision/acceptance.js';
import { coolBy, recovered } from '../policies/decision/cooldowns.js';
import { CallState } from '../policies/decision/decision.js';
import { type Decision, ending, type Rulebook } from '../policies/decision/rulebook.js';
import { abandon, conclude } from '../policies/engine/conclude.js';
import { remember } from '../policies/history/history.js';
import { note } from '../policies/history/line.js';
import { sleep } from '../scope/sleep.js';
import type { Scope } from '../scope.js';
import { protect } from '../telemetry/redact.js';
import { maxLengthOf } from './borders/borders.js';
import { nameOf } from './refusal.js';
import { restore } from './sending/derive.js';
import { dispatch } from './sending/dispatch.js';
import { honest } from './sending/honest.js';
import { follow } from './sending/signal.js';
import type { Terms } from './sending/terms.js';

type Config = InternalAxiosRequestConfig;

/** Under this key each config of a request carries it. Not a symbol, which axios before 1.19 does not copy. */
const KEY = 'holdfast';

export const requestOf = (carrier: { config?: object | undefined } | undefined): LogicalRequest | undefined =>
  (carrier?.config as { [KEY]?: LogicalRequest } | undefined)?.[KEY];

/** A request that failed or was refused, in the one shape in which axios-retry takes notice: with its config. */
class Failed extends Error {
  readonly config: Config;
  readonly error: unknown;
  /** axios parses its body, for those who judge. */
  readonly response: AxiosResponse | undefined;

  constructor(config: Config, error: unknown) {
    super('failed');
    this.config = config;
    this.error = error;
    this.response = read(error, 'response') as AxiosResponse | undefined;
  }
}

/** What the user asked for, however many requests it takes. */
export class LogicalRequest {
  readonly #config: Config;
  readonly #send: AxiosAdapter;
  readonly #ambient: Scope | undefined;
  readonly #book: Rulebook;
  readonly #terms: Terms;
  readonly #call: Call;
  readonly #state: CallState;
  #attempt: AttemptScope;
  #latest: { readonly config: Config; readonly outcome: Outcome; readonly decision: Decision } | undefined;
  /** The line of the request that ended the call. */
  #last: AttemptRecord | undefined;
  /** A wait or a hook has ended the call. */
  #over = false;
  /** The response that axios parsed for the judges, with what it was; the user's instance parses it again. */
  #raw: { readonly response: AxiosResponse; readonly data: unknown } | undefined;

  constructor(config: Config, send: AxiosAdapter, ambient: Scope | undefined, book: Rulebook, terms: Terms) {
    this.#config = config;
    this.#send = send;
    this.#ambient = ambient;
    this.#book = book;
    this.#terms = terms;
    this.#call = new Call({ method: nameOf(config) }, send, undefined, [config], ambient);
    if (book.cooldowns !== undefined) coolBy(this.#call, book.cooldowns);
    this.#state = new CallState(book, this.#call.startedAt);
    this.#attempt = this.#call.attempt();
  }

  /** Whether there is to be another request. */
  get goesOn(): boolean {
    return this.#latest?.decision.retry === true;
  }

  async run(instance: AxiosInstance): Promise<AxiosResponse> {
    const leave = follow(this.#call, this.#config);
    this.#terms.running.add(this.#call);
    let unjudged: Outcome | undefined;
    try {
      await instance.request({
        ...this.#config,
        [KEY]: this,
        // The instance here has a default of its own.
        maxContentLength: maxLengthOf(this.#config),
        adapter: (config: Config) => this.#dispatch(config),
        transformRequest: [(data: unknown) => data],
      } as Config);
    } catch (thrown) {
      if (!(thrown instanceof Failed)) unjudged = threw(thrown, this.#attempt);
    }
    leave();
    this.#terms.running.delete(this.#call);
    this.#call.close();
    return this.#conclude(unjudged);
  }

  async received(response: AxiosResponse): Promise<AxiosResponse> {
    const { retry, outcome } = await this.#judge(response.config, returned(response, this.#attempt));
    if (retry || !outcome.ok) throw new Failed(response.config, undefined);
    return response;
  }

  async failed(thrown: unknown): Promise<never> {
    const failed =
      thrown instanceof Failed ? thrown : new Failed((thrown as { config: Config }).config, thrown);
    await this.#judge(failed.config, threw(failed.error, this.#attempt));
    throw failed;
  }

  async #dispatch(config: Config): Promise<AxiosResponse> {
    let response: AxiosResponse | undefined;
    try {
      if (this.#latest) await this.#prepare(this.#latest.decision);
      response = await dispatch(config, this.#send, this.#terms, this.#attempt);
      return response;
    } catch (error) {
      const failed = new Failed(config, error);
      response = failed.response;
      throw failed;
    } finally {
      this.#raw = response && { response, data: response.data };
    }
  }

  async #judge(config: Config, outcome: Outcome): Promise<Decision> {
    const call = this.#call;
    const endedAt = now();
    let decision: Decision = ending(unjudged(outcome), 'ended');
    if (!this.#over && !call.aborted) {
      const pending = this.#state.decide(outcome, endedAt, this.#attempt, call.remaining(), call);
      decision = await call.guard(Promise.resolve(pending)).catch(() => decision);
    }
    this.#latest = { config, outcome, decision };
    // A wait or a hook comes after the last attempt, which has its line already.
    if (decision.retry) abandon(this.#attempt, outcome, decision, endedAt);
    else if (!this.#over) this.#last = note(this.#attempt, decision.outcome, endedAt, decision);
    return decision;
  }

  async #prepare(decision: Decision): Promise<void> {
    const call = this.#call;
    try {
      if (decision.retry && decision.delay > 0) await sleep(call, decision.delay);
      this.#attempt = await prepared(call.attempt(), this.#book.beforeRetry);
    } catch (error) {
      this.#over = true;
      throw error;
    }
  }

  /** What the user gets: the response or error of the last request, or the error of a response that was refused. */
  #conclude(unjudged: Outcome | undefined): AxiosResponse {
    const { config = this.#config, outcome = unjudged as Outcome, decision } = this.#latest ?? {};
    const end = decision?.retry ? ending(decision) : decision;
    const last = unjudged ?? (end ? conclude(this.#attempt, outcome, end, this.#book) : outcome);
    if (this.#raw) this.#raw.response.data = this.#raw.data;
    if (last.ok) {
      recovered(this.#attempt);
      const response = restore(last.value as AxiosResponse, config, this.#config);
      remember(response, this.#call, this.#last);
      return response;
    }
    const error = honest(restore(last.error, config, this.#config), this.#call, this.#ambient, this.#config);
    remember(error, this.#call, this.#last);
    throw protect(error, this.#config);
  }
}
