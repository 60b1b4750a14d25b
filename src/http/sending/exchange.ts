import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Failure } from '../../failure.js';
import { REPEATABLE } from '../../policies/safety/repeatable.js';
import { bordered, maxLengthOf } from '../borders/borders.js';
import { dropPacked, refusePacked } from '../borders/encoding.js';
import { judged } from '../borders/judged.js';
import type { Waiting } from '../delivery/answer.js';
import { deliver, deliverTo } from '../delivery/deliver.js';
import { lineOf } from '../delivery/lines.js';
import type { Line, Outgoing } from '../delivery/wire.js';
import { lineFor } from './adapters.js';
import { isStream, markSent, refuseSpent } from './body.js';
import type { Circumstances } from './circumstances.js';
import { derive, restore } from './derive.js';
import { ambientHeaders, withHeaders } from './headers.js';
import { failureIn, honest } from './honest.js';
import { prepareBody } from './prepare.js';
import { SentRequest } from './record.js';
import { Shipment } from './shipment.js';
import { settled } from './signal.js';
import { Traffic, watched } from './traffic.js';

type Config = InternalAxiosRequestConfig;

/** One sending of a request: almost always the only one. */
export class Exchange {
  readonly #about: Circumstances;
  readonly #send: AxiosAdapter;
  readonly #line: Line | undefined;
  readonly #record: SentRequest;
  readonly #shipment: Shipment;
  readonly #headers: Config['headers'];
  /** A copy for an adapter of axios, and for a body that is made anew. */
  #derived: Config | undefined;

  constructor(about: Circumstances, send: AxiosAdapter, fresh: boolean) {
    const { config, attempt, terms } = about;
    this.#about = about;
    this.#send = send;
    this.#line = terms && lineFor(config, send);
    this.#shipment = this.#line ? new Shipment(about, fresh) : new Traffic(about, fresh);
    this.#record = new SentRequest(config, terms, this);
    this.#headers = withHeaders(config.headers, ambientHeaders(config.headers, attempt, about));
  }

  /** What comes of it, which `waiting` is told, has to be told to `answered`, or to `failed`. */
  send(waiting: Waiting): void {
    try {
      if (this.#line) this.#deliver(this.#line, waiting);
      else this.#adapt(waiting);
    } catch (error) {
      waiting.refused(error);
    }
  }

  /** @throws AxiosError if it is no answer after all */
  answered(response: AxiosResponse): void {
    if (this.#line) refusePacked(response);
    // The usual case of `restored`, which looks into causes too. An adapter of a user's own may give anything.
    if (this.#derived && response?.config === this.#derived) response.config = this.#about.config;
    this.#record.received(response, response, this.#shipment.reusedSocket);
  }

  /** The error that tells what really happened. */
  failed(thrown: unknown): unknown {
    const { config, scope, ambient } = this.#about;
    const { response } = (thrown ?? {}) as { response?: AxiosResponse };
    if (this.#line) dropPacked(response);
    const error = honest(thrown, scope, ambient, config);
    this.#record.ended = failureIn(error, scope, this.#shipment.sent);
    this.restored(thrown);
    // What ended the scope may be the error of another request, with a response that is not ours.
    this.#record.received(scope.aborted ? undefined : response, thrown, this.#shipment.reusedSocket);
    return error;
  }

  /** How it fails, if that is certain before it has ended. */
  get doomed(): Failure | undefined {
    const { scope } = this.#about;
    return scope.aborted && this.#shipment.sent === false ? failureIn(scope.reason, scope, false) : undefined;
  }

  /**
   * Whether the request met a kept connection that the server was just closing: not a byte came back, and it may go
   * over a new one at once. Only if nothing can be done twice, and if its body can be sent twice.
   */
  get metClosing(): boolean {
    const { config, attempt, scope } = this.#about;
    const { method, failure } = this.#record;
    if (this.#shipment.fresh || scope.aborted || failure !== 'reset' || !this.#shipment.unanswered)
      return false;
    if (!REPEATABLE.has(method) && attempt?.idempotency === undefined) return false;
    return typeof config.data === 'function' || !isStream((this.#derived ?? config).data);
  }

  /** It is sent once more. */
  markReplayed(): void {
    this.#record.replayed = true;
  }

  /** What came of it, with the config that the user knows. */
  restored<T>(carrier: T): T {
    return this.#derived ? restore(carrier, this.#derived, this.#about.config) : carrier;
  }

  /** @param isKept somebody has got what may still be read of the response */
  end(isKept = false): void {
    this.#shipment.stop(isKept);
  }

  /** By an adapter of ours. */
  #deliver(line: Line, waiting: Waiting): void {
    const { config } = this.#about;
    const { data } = config;
    if (typeof data === 'function' || isStream(data)) {
      this.#prepared((derived) => deliver(this.#outgoing(derived.headers, derived.data), line), waiting);
      return;
    }
    this.#begin(data);
    deliverTo(waiting, this.#outgoing(this.#headers, data), line);
  }

  #outgoing(headers: Config['headers'], data: unknown): Outgoing {
    const { config } = this.#about;
    return { config, headers, data, maxContentLength: maxLengthOf(config), sending: this.#shipment };
  }

  /** By one of axios, or of a user. */
  #adapt(waiting: Waiting): void {
    const { config, terms } = this.#about;
    const send = judged(this.#send);
    this.#prepared(watched(terms ? bordered(send, config) : send), waiting);
  }

  /** Sends a copy, whose body may have to be made first. */
  #prepared(send: AxiosAdapter, waiting: Waiting): void {
    const derived = this.#derive();
    const begin = (): Promise<AxiosResponse> => {
      this.#begin(derived.data);
      return send(derived);
    };
    const bounds = lineOf(this.#send) !== undefined;
    settled(() => prepareBody(derived, bounds)?.then(begin) ?? begin(), this.#about.scope).then(
      (response) => waiting.answered(response),
      (error) => waiting.refused(error),
    );
  }

  #derive(): Config {
    const { config, scope } = this.#about;
    this.#derived = derive(config, scope, this.#shipment, this.#headers);
    return this.#derived;
  }

  #begin(data: unknown): void {
    const { scope, attempt } = this.#about;
    if (scope.aborted) throw scope.reason;
    refuseSpent(data, this.#about, attempt);
    markSent(data);
    this.#record.writeTo(attempt);
  }
}
