import { Readable } from 'node:stream';
import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { isError, tried } from '../../basics/objects.js';
import { keepShape } from '../../basics/shapes.js';
import type { Task } from '../../clock/agenda.js';
import { now, start, stop } from '../../clock.js';
import type { Scope } from '../../scope.js';
import { protect } from '../../telemetry/redact.js';
import type { Waiting } from '../delivery/answer.js';
import { canceled } from '../refusal.js';
import { Circumstances } from './circumstances.js';
import { waitOut } from './cooling.js';
import { Exchange } from './exchange.js';
import { honest } from './honest.js';
import { follow } from './signal.js';
import { onceRead } from './stream.js';
import { closedError, type Terms } from './terms.js';

type Config = InternalAxiosRequestConfig;

/**
 * Sends one request, inside whatever surrounds it: signal, deadline, attempt, idempotency key. Called each time that
 * axios turns to its adapter, so for each retry too.
 */
export function dispatch(
  config: Config,
  send: AxiosAdapter,
  terms: Terms | undefined,
  ambient: Scope | undefined,
): Promise<AxiosResponse> {
  try {
    // The attempt may be over while its method still runs: what the method asks for now must not be sent.
    for (let around = ambient; around; around = around.parent) if (around.aborted) throw around.reason;
    if (terms?.closed) throw closedError(config);
    const pause = waitOut(config, terms, ambient);
    if (pause === undefined) return new Dispatch(config, send, terms, ambient).run();
    return pause.then(
      () => new Dispatch(config, send, terms, ambient).run(),
      (error: unknown) => {
        throw protect(error, config);
      },
    );
  } catch (error) {
    return Promise.reject(protect(error, config));
  }
}

const nothing = (): void => {};

/** A request of an instance. It is due when it has taken too long. */
class Dispatch implements Task, Waiting {
  before: Task = this;
  after: Task = this;
  readonly #about: Circumstances;
  readonly #scope: Scope;
  readonly #running: Set<Scope> | undefined;
  readonly #leave: () => void;
  readonly #adapter: AxiosAdapter;
  #exchange: Exchange;
  #resolve: (response: AxiosResponse) => void = nothing;
  #reject: (error: unknown) => void = nothing;

  constructor(config: Config, send: AxiosAdapter, terms: Terms | undefined, ambient: Scope | undefined) {
    const startedAt = now();
    this.#adapter = send;
    this.#about = new Circumstances(config, terms, ambient, startedAt);
    this.#scope = this.#about.scope;
    this.#exchange = new Exchange(this.#about, send, false);
    this.#running = terms?.running;
    this.#leave = follow(this.#scope, config);
    const { attempt } = this.#about.limits;
    if (attempt < Infinity) start(this, attempt, startedAt);
  }

  due(): void {
    this.#about.end('attempt');
  }

  /** One promise for all of it, for each takes as long as a good part of the rest. */
  run(): Promise<AxiosResponse> {
    this.#running?.add(this.#scope);
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#exchange.send(this);
    });
  }

  answered(response: AxiosResponse): void {
    try {
      this.#exchange.answered(response);
      // An adapter of the user's own may have put a stream into something else.
      if (!this.#handsOut(response)) this.#close(true);
      this.#resolve(response);
    } catch (thrown) {
      this.refused(thrown);
    }
  }

  refused(thrown: unknown): void {
    try {
      const error = this.#told(thrown);
      if (this.#exchange.metClosing) this.#sendAgain();
      else this.#reject(this.#failed(error));
    } catch (broken) {
      this.#reject(broken);
    }
  }

  #sendAgain(): void {
    this.#exchange.markReplayed();
    this.#exchange.end();
    this.#exchange = new Exchange(this.#about, this.#adapter, true);
    this.#exchange.send(this);
  }

  /** An error that cannot be looked into ends the request like any other. */
  #told(thrown: unknown): unknown {
    try {
      return this.#exchange.failed(thrown);
    } catch {
      return thrown;
    }
  }

  #failed(error: unknown): unknown {
    if (this.#scope.aborted || !tried(() => this.#comesWithStream(error))) {
      // A body that is dropped over fetch does not hear of it while it waits for bytes.
      this.#scope.abort(error);
      this.#close();
    }
    return protect(error, this.#about.config);
  }

  #comesWithStream(error: unknown): boolean {
    const { response } = (error ?? {}) as { response?: AxiosResponse };
    return response !== undefined && this.#handsOut(response);
  }

  /** Whether the body is a stream, which is read after this; the scope stays open until then. */
  #handsOut(response: AxiosResponse): boolean {
    const { config } = this.#about;
    const done = (error?: unknown): void => {
      protect(this.#exchange.restored(error), config);
      this.#close();
    };
    const body = onceRead(response.data, done, (reason) => this.#scope.abort(reason));
    if (body === undefined) return false;
    response.data = body;
    // Reading may take its time: from here on only silence and signals end it.
    stop(this);
    if (body instanceof Readable) this.#scope.onAbort(() => body.destroy(this.#whyEnded()));
    return true;
  }

  /** For the reader of a stream, which can only be destroyed with an `Error`. */
  #whyEnded(): Error {
    const { config, ambient } = this.#about;
    const reason = honest(undefined, this.#scope, ambient, config);
    return protect(isError(reason) ? reason : canceled(config, String(reason)));
  }

  #close(isKept = false): void {
    stop(this);
    this.#leave();
    this.#scope.close();
    this.#running?.delete(this.#scope);
    this.#exchange.end(isKept);
  }
}

keepShape(new Dispatch({} as Config, () => Promise.reject(), undefined, undefined));
