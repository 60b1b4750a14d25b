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

/** How a request ended, in the one shape in which axios-retry takes notice of it: thrown, with its config. */
class Ended {
  readonly config: Config;
  readonly outcome: Outcome;
  /** axios parses its body, for those who judge. */
  readonly response: AxiosResponse | undefined;
  readonly #data: unknown;

  constructor(config: Config, outcome: Outcome) {
    this.config = config;
    this.outcome = outcome;
    this.response = (outcome.ok ? outcome.value : read(outcome.error, 'response')) as
      | AxiosResponse
      | undefined;
    this.#data = this.response?.data;
  }

  /** Puts the body back as it came, for the user's instance parses it too. */
  unparse(): void {
    if (this.response) this.response.data = this.#data;
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
  /** What was thrown last, and what to do about it. */
  #judged: { readonly thrown: unknown; readonly decision: Decision } | undefined;
  /** The line of the request that ended the call. */
  #last: AttemptRecord | undefined;
  /** A wait or a hook has ended the call. */
  #over = false;

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

  async run(instance: AxiosInstance): Promise<AxiosResponse> {
    const request = {
      ...this.#config,
      [KEY]: this,
      // The instance here has a default of its own.
      maxContentLength: maxLengthOf(this.#config),
      adapter: (config: Config) => this.#dispatch(config),
      transformRequest: [(data: unknown) => data],
    } as Config;
    const leave = follow(this.#call, this.#config);
    this.#terms.running.add(this.#call);
    const thrown: unknown = await instance.request(request).then(
      () => this.#judged?.thrown,
      (error) => error,
    );
    leave();
    this.#terms.running.delete(this.#call);
    this.#call.close();
    return this.#conclude(thrown);
  }

  /** Whether there is to be another request. It waits for its turn itself. */
  get goesOn(): boolean {
    return this.#judged?.decision.retry === true;
  }

  /** Decides what to do about what one request has thrown, and tells whether it is a response that was accepted. */
  async judge(thrown: unknown): Promise<boolean> {
    const call = this.#call;
    const outcome = this.#outcomeOf(thrown);
    const endedAt = now();
    let decision: Decision = ending(unjudged(outcome), 'ended');
    if (!this.#over && !call.aborted) {
      const pending = this.#state.decide(outcome, endedAt, this.#attempt, call.remaining(), call);
      decision = await call.guard(Promise.resolve(pending)).catch(() => decision);
    }
    this.#judged = { thrown, decision };
    // A wait or a hook comes after the last attempt, which has its line already.
    if (decision.retry) abandon(this.#attempt, outcome, decision, endedAt);
    else if (!this.#over) this.#last = note(this.#attempt, decision.outcome, endedAt, decision);
    return !decision.retry && decision.outcome.ok;
  }

  /** Sends a request, and throws whatever comes of it. */
  async #dispatch(config: Config): Promise<never> {
    let outcome: Outcome;
    try {
      if (this.#judged) await this.#prepare(this.#judged.decision);
      outcome = returned(await dispatch(config, this.#send, this.#terms, this.#attempt), this.#attempt);
    } catch (error) {
      outcome = threw(error, this.#attempt);
    }
    throw new Ended(config, outcome);
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

  /** What else is thrown comes from axios: a body that does not parse. */
  #outcomeOf(thrown: unknown): Outcome {
    return thrown instanceof Ended ? thrown.outcome : threw(thrown, this.#attempt);
  }

  /** What the user gets: the response or error of the last request, or the error of a response that was refused. */
  #conclude(thrown: unknown): AxiosResponse {
    if (thrown instanceof Ended) thrown.unparse();
    const last = this.#ending(thrown);
    const config = (read(thrown, 'config') ?? this.#config) as Config;
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

  #ending(thrown: unknown): Outcome {
    const outcome = this.#outcomeOf(thrown);
    const judged = this.#judged;
    // Judging may have failed, and then that is what was thrown.
    if (judged === undefined || judged.thrown !== thrown) return outcome;
    const { decision } = judged;
    // axios-retry may have been told to make no more requests.
    return conclude(this.#attempt, outcome, decision.retry ? ending(decision) : decision, this.#book);
  }
}
