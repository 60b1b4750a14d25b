import axios, { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { schedule } from '../clock.js';
import { nameOf } from '../http/refusal.js';
import { type Sending, sendingOf } from '../http/transport.js';
import { addressOf } from './address.js';
import { Answer } from './answer.js';
import { bodyOf, type RequestBody } from './body.js';
import { timeoutError, timeoutOf, withoutResponse } from './failures.js';
import { headersOf } from './head.js';
import { authOf, type Hop, headersFor, pathFor } from './hop.js';
import type { Host } from './host.js';
import { isRedirect, type Redirection, redirected, redirectionFailure } from './redirect.js';
import { refuseUnsupported } from './refuse.js';
import { UndiciRequest } from './request.js';
import { settle } from './response.js';
import { responseHeaders } from './response-headers.js';
import { type Upload, uploadOf } from './upload.js';
import { type Receiver, Wire } from './wire.js';
import { WireOptions } from './wire-options.js';

type Config = InternalAxiosRequestConfig;

/** Finds the connections on the way of a request. Each time that it is asked, a request follows. */
export type HostFor = (config: Config, url: URL) => Host;

/** The adapter: sends the request of a config, and all that it is redirected to, and settles as axios' own adapters do. */
export const deliver = (config: Config, hostFor: HostFor): Promise<AxiosResponse> =>
  new Promise((resolve, reject) => new Delivery(config, hostFor, resolve, reject).begin());

/** A body that a redirect has beside its address is read if it is no longer than this: the connection can be kept. */
const WORTH_READING = 16 * 1024;

class Delivery implements Receiver {
  readonly #config: Config;
  readonly #hostFor: HostFor;
  readonly #resolve: (response: AxiosResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #sending: Sending;
  readonly #timeout: number;
  #hop: Hop | undefined;
  #upload: Upload | undefined;
  #wire: Wire | undefined;
  #request: UndiciRequest | undefined;
  #answer: Answer | undefined;
  #redirection: Redirection | undefined;
  #redirects = 0;
  #settled = false;
  #cancelTimeout: (() => void) | undefined;
  #deafen: (() => void) | undefined;

  constructor(
    config: Config,
    hostFor: HostFor,
    resolve: (response: AxiosResponse) => void,
    reject: (error: unknown) => void,
  ) {
    this.#config = config;
    this.#hostFor = hostFor;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#sending = sendingOf(config);
    this.#timeout = timeoutOf(config);
  }

  begin(): void {
    const config = this.#config;
    this.#deafen = this.#sending.scope.onAbort(() => this.#canceled());
    try {
      refuseUnsupported(config, () => nameOf(config));
      const { url, path } = addressOf(config);
      const headers = headersOf(config);
      const auth = authOf(config, url);
      const body = bodyOf(config, headers);
      const method = (config.method ?? 'get').toUpperCase();
      const send = (known: RequestBody | undefined): void =>
        this.#send({ url, path, method, headers, auth, body: known });
      if (body instanceof Promise) body.then(send).catch((error) => this.#fail(error));
      else send(body);
    } catch (error) {
      this.#fail(error);
    }
  }

  assigned(): void {
    if (this.#timeout > 0) this.#cancelTimeout ??= schedule(() => this.#timedOut(), this.#timeout);
  }

  head(status: number, raw: Record<string, string | string[]>, statusText: string): void {
    const headers = responseHeaders(raw);
    const { method } = this.#hop as Hop;
    const wire = this.#wire as Wire;
    if (isRedirect(status, headers.location, this.#config)) {
      this.#redirection = { status, headers: headers as unknown as Record<string, string> };
      if (method === 'HEAD' || Number(headers['content-length']) <= WORTH_READING) return;
      wire.abort(new Error('redirected'));
      this.#follow();
      return;
    }
    this.#cancelTimeout?.();
    const asked = { config: this.#config, request: this.#request as UndiciRequest, wire };
    this.#answer = new Answer(
      asked,
      { status, statusText, headers },
      {
        answered: (response) => this.#answered(response),
        failed: (error) => this.#fail(error),
        read: () => this.#leave(),
      },
    );
  }

  chunk(chunk: Buffer): void {
    this.#answer?.chunk(chunk);
  }

  ended(): void {
    if (this.#redirection) this.#follow();
    else this.#answer?.ended();
  }

  failed(error: Error): void {
    if (this.#answer) this.#answer.broken(error);
    else this.#broken(error);
  }

  silent(): void {
    const { idle } = this.#sending.limits;
    if (this.#timeout > 0 && this.#timeout <= idle) this.#timedOut();
    else this.#sending.end('idle');
  }

  #send(hop: Hop): void {
    // Cancelled before, or while a length was asked for.
    if (this.#settled) return;
    const { url, method } = hop;
    this.#hop = hop;
    const host = this.#hostFor(this.#config, url);
    const { forward } = host.route;
    const headers = headersFor(hop, forward);
    this.#upload = uploadOf(hop.body, this.#config, () => this.#request);
    const { content } = this.#upload;
    if (content && !Buffer.isBuffer(content)) content.on('error', (error) => this.#broken(error));
    const { idle } = this.#sending.limits;
    const silence = this.#timeout > 0 ? Math.min(idle, this.#timeout) : idle;
    const options = new WireOptions(method, pathFor(hop, forward), headers, content);
    const wire = new Wire(options, this.#sending, this, silence);
    this.#wire = wire;
    this.#request = new UndiciRequest(hop, headers, wire);
    this.#sending.sent ??= false;
    host.send(wire);
  }

  #follow(): void {
    const redirection = this.#redirection as Redirection;
    this.#redirection = undefined;
    this.#redirects += 1;
    try {
      const next = redirected(this.#hop as Hop, redirection, this.#redirects, this.#config);
      const body = next.body && this.#upload?.again();
      if (next.body && !body) {
        throw redirectionFailure(
          new Error('the body is a stream that was read, and too long to be remembered'),
        );
      }
      this.#send({ ...next, body });
    } catch (error) {
      this.#broken(error as Error);
    }
  }

  #answered(response: AxiosResponse): void {
    if (this.#settled) return;
    this.#settled = true;
    if (this.#config.responseType !== 'stream') this.#leave();
    settle(response, this.#resolve, this.#reject);
  }

  #broken(error: Error): void {
    this.#fail(
      error instanceof axios.AxiosError ? error : withoutResponse(error, this.#config, this.#request),
    );
  }

  #timedOut(): void {
    this.#fail(timeoutError(this.#config, this.#request));
  }

  readonly #canceled = (): void =>
    this.#fail(new axios.CanceledError(undefined, this.#config, this.#request));

  #fail(error: unknown): void {
    this.#leave();
    const isFirst = !this.#settled;
    this.#settled = true;
    if (isFirst) this.#reject(error);
    this.#answer?.abort(error as Error);
    this.#wire?.abort(error as Error);
    const { content } = this.#upload ?? {};
    if (content && !Buffer.isBuffer(content)) content.destroy();
  }

  #leave(): void {
    this.#cancelTimeout?.();
    this.#deafen?.();
  }
}
