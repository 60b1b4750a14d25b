import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { REPEATABLE } from '../policies/repeatable.js';
import { isStream, markSent, refuseSpent } from './body.js';
import type { Circumstances } from './circumstances.js';
import { derive, restore } from './derive.js';
import { ambientHeaders } from './headers.js';
import { failureIn, honest } from './honest.js';
import { prepareBody } from './prepare.js';
import { SentRequest } from './record.js';
import { settled } from './signal.js';
import { Traffic } from './traffic.js';

type Config = InternalAxiosRequestConfig;

/** One sending of a request: almost always the only one. */
export class Exchange {
  readonly #about: Circumstances;
  readonly #record: SentRequest;
  readonly #traffic: Traffic;
  readonly #derived: Config;

  constructor(about: Circumstances, fresh: boolean) {
    const { config, scope, attempt, terms, announcement } = about;
    this.#about = about;
    this.#record = new SentRequest(config, terms, () =>
      scope.aborted && this.#traffic.sent === false ? failureIn(scope.reason, scope, false) : undefined,
    );
    this.#traffic = new Traffic(about, fresh);
    const headers = ambientHeaders(config.headers, attempt, announcement, about.left);
    this.#derived = derive(config, scope, this.#traffic, headers);
  }

  /** To the response, or the error that tells what really happened. */
  async run(send: AxiosAdapter): Promise<AxiosResponse> {
    const { config, scope, ambient } = this.#about;
    const prepared = (derived: Config): Promise<AxiosResponse> => {
      const preparing = prepareBody(derived);
      return preparing === undefined ? this.#send(send) : preparing.then(() => this.#send(send));
    };
    try {
      const response = await settled(prepared, this.#derived, scope);
      // The usual case of `restored`, which looks into causes too. An adapter of a user's own may give anything.
      if (response?.config === this.#derived) response.config = config;
      this.#record.received(response, response, this.#traffic.reusedSocket);
      return response;
    } catch (thrown) {
      const error = honest(thrown, scope, ambient, config);
      this.#record.ended = failureIn(error, scope, this.#traffic.sent);
      // What ended the scope may be the error of another request, with a response that is not ours.
      this.#received(
        thrown,
        scope.aborted ? undefined : (thrown as { response?: AxiosResponse } | null)?.response,
      );
      throw error;
    }
  }

  /**
   * Whether the request met a kept connection that the server was just closing: not a byte came back, and it may go
   * over a new one at once. Only if nothing can be done twice, and if its body can be sent twice.
   */
  get metClosing(): boolean {
    const { config, attempt, scope } = this.#about;
    const { method, failure } = this.#record;
    if (scope.aborted || failure !== 'reset' || !this.#traffic.unanswered) return false;
    if (!REPEATABLE.has(method) && attempt?.idempotency === undefined) return false;
    return typeof config.data === 'function' || !isStream(this.#derived.data);
  }

  /** It is sent once more. */
  markReplayed(): void {
    this.#record.replayed = true;
  }

  /** What came of it, with the config that the user knows. */
  restored<T>(carrier: T): T {
    return restore(carrier, this.#derived, this.#about.config);
  }

  end(): void {
    this.#traffic.stop();
  }

  #send(send: AxiosAdapter): Promise<AxiosResponse> {
    const { scope, name, attempt } = this.#about;
    if (scope.aborted) throw scope.reason;
    refuseSpent(this.#derived, name, attempt?.call.lastError);
    markSent(this.#derived.data);
    this.#record.writeTo(attempt);
    return send(this.#derived);
  }

  #received(carrier: unknown, response: AxiosResponse | undefined): void {
    this.restored(carrier);
    this.#record.received(response, carrier, this.#traffic.reusedSocket);
  }
}
