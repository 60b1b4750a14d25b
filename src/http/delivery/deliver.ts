import axios, { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { keepShape } from '../../basics/shapes.js';
import { schedule } from '../../clock.js';
import { canceled } from '../refusal.js';
import { addressOf } from './address.js';
import { Answer, type Waiting } from './answer.js';
import { authOf } from './auth.js';
import { bodyOf, type RequestBody } from './body.js';
import { notReplayable, timeoutError, timeoutOf, withoutResponse } from './failures.js';
import { headersOf, putHeader } from './head.js';
import type { Hop } from './hop.js';
import { isRedirect, type Redirection, Redirects, secretIn } from './redirect.js';
import { errorOf } from './response.js';
import { type Upload, uploadOf } from './upload.js';
import type { Line, Outgoing, Receiver, Wire } from './wire.js';

type Config = InternalAxiosRequestConfig;

/** What an adapter of axios does: sends a request, and all that it is redirected to, and settles as axios' own do. */
export const deliver = (outgoing: Outgoing, line: Line): Promise<AxiosResponse> =>
  new Promise((resolve, reject) => deliverTo({ answered: resolve, refused: reject }, outgoing, line));

/** The same for somebody who has a promise already, which takes as long as a good part of the rest. Throws nothing. */
export const deliverTo = (waiting: Waiting, outgoing: Outgoing, line: Line): void =>
  new Delivery(waiting, outgoing, line).begin();

/** A body that a redirect has beside its address is read if it is no longer than this: the connection can be kept. */
const WORTH_READING = 16 * 1024;
/** And if it does not take longer than this, in milliseconds. */
const WORTH_WAITING = 100;

class Delivery implements Receiver, Waiting {
  readonly #waiting: Waiting;
  readonly #outgoing: Outgoing;
  readonly #config: Config;
  readonly #line: Line;
  #timeout = 0;
  #hop: Hop | undefined;
  #upload: Upload | undefined;
  #wire: Wire | undefined;
  #answer: Answer | undefined;
  #redirects: Redirects | undefined;
  #redirection: Redirection | undefined;
  #settled = false;
  #cancelTimeout: (() => void) | undefined;
  #cancelReading: (() => void) | undefined;
  #deafen: (() => void) | undefined;

  constructor(waiting: Waiting, outgoing: Outgoing, line: Line) {
    this.#waiting = waiting;
    this.#outgoing = outgoing;
    this.#config = outgoing.config;
    this.#line = line;
  }

  begin(): void {
    const { config, data, sending } = this.#outgoing;
    const line = this.#line;
    this.#deafen = sending.scope.onAbort(() => this.#canceled());
    try {
      this.#timeout = timeoutOf(config);
      line.check(config);
      // Not when a redirect has come: then everything was sent already.
      if ('sensitiveHeaders' in config) secretIn(config);
      const { url, origin, path } = addressOf(config);
      const headers = headersOf(config, this.#outgoing.headers, line.sends);
      const auth = authOf(config, url);
      const body = bodyOf(data, config, headers);
      const method = (config.method ?? 'get').toUpperCase();
      const send = (known: RequestBody | undefined): void =>
        this.#send({ url, origin, path, method, headers, auth, body: known });
      if (body instanceof Promise) body.then(send).catch((error) => this.#fail(error));
      else send(body);
    } catch (error) {
      this.#fail(error);
    }
  }

  assigned(): void {
    if (this.#timeout > 0) this.#cancelTimeout ??= schedule(() => this.#timedOut(), this.#timeout);
  }

  head(status: number, headers: AxiosResponse['headers'], statusText: string): void {
    const { method } = this.#hop as Hop;
    const wire = this.#wire as Wire;
    if (isRedirect(status, headers.location, this.#config)) {
      this.#redirection = { status, headers: headers as unknown as Record<string, string> };
      if (method === 'HEAD' || Number(headers['content-length']) <= WORTH_READING)
        this.#cancelReading = schedule(() => this.#skip(wire), WORTH_WAITING);
      else this.#skip(wire);
      return;
    }
    this.#cancelTimeout?.();
    const asked = { config: this.#config, wire, limit: this.#outgoing.maxContentLength };
    this.#answer = new Answer(asked, { status, statusText, headers }, this);
    this.#answer.begin();
  }

  chunk(chunk: Buffer): void {
    this.#answer?.chunk(chunk);
  }

  ended(): void {
    // A turn later, when the connection is free again.
    if (this.#redirection) process.nextTick(() => this.#follow());
    else this.#answer?.ended();
  }

  failed(error: Error): void {
    if (this.#answer) this.#answer.broken(error);
    // What stands beside an address is of no use, whole or not.
    else if (this.#redirection) this.#follow();
    else this.#broken(error);
  }

  silent(): void {
    const { sending } = this.#outgoing;
    if (this.#timeout > 0 && this.#timeout <= sending.limits.idle) this.#timedOut();
    else sending.end('idle');
  }

  #send(hop: Hop): void {
    // Cancelled before, or while a length was asked for.
    if (this.#settled) return;
    this.#hop = hop;
    this.#upload = uploadOf(hop.body, this.#config, () => this.#wire?.request);
    const { content } = this.#upload;
    if (content && !Buffer.isBuffer(content)) {
      content.on('error', (error) => this.#broken(error));
      // What is counted on its way goes as a stream, which does not tell how long it is.
      if (hop.body?.bytes) putHeader(hop.headers, 'Content-Length', String(hop.body.length));
    }
    const { idle } = this.#outgoing.sending.limits;
    const silence = this.#timeout > 0 ? Math.min(idle, this.#timeout) : idle;
    this.#wire = this.#line.wire({ outgoing: this.#outgoing, hop, content, silence }, this);
    this.#outgoing.sending.sent ??= false;
    this.#wire.send();
  }

  /** What else the redirect has to say would take too long. */
  #skip(wire: Wire): void {
    wire.abort(new Error('redirected'));
    this.#follow();
  }

  #follow(): void {
    this.#cancelReading?.();
    if (this.#settled) return;
    const redirection = this.#redirection as Redirection;
    this.#redirection = undefined;
    try {
      this.#redirects ??= new Redirects(this.#outgoing);
      const next = this.#redirects.next(this.#hop as Hop, redirection);
      const body = next.body && this.#upload?.again();
      if (next.body && !body) this.#fail(notReplayable(this.#config, redirection.status));
      else this.#send({ ...next, body });
    } catch (error) {
      this.#broken(error as Error);
    }
  }

  answered(response: AxiosResponse): void {
    if (this.#settled) return;
    const answer = this.#answer;
    // Nobody listens to how its stream ends before somebody gets it, which the user's own `validateStatus` decides.
    this.#answer = undefined;
    let error: unknown;
    try {
      error = errorOf(response);
    } catch (thrown) {
      this.#fail(thrown);
      return;
    }
    // It may have ended the request, too.
    if (this.#settled) return;
    this.#answer = answer;
    this.#settled = true;
    // A stream is ended by whoever hands it out, with what really happened.
    this.#leave();
    if (error === undefined) this.#waiting.answered(response);
    else this.#waiting.refused(error);
  }

  refused(error: unknown): void {
    this.#fail(error);
  }

  #broken(error: Error): void {
    this.#fail(
      error instanceof axios.AxiosError ? error : withoutResponse(error, this.#config, this.#wire?.request),
    );
  }

  #timedOut(): void {
    this.#fail(timeoutError(this.#config, this.#wire?.request));
  }

  #canceled(): void {
    this.#fail(canceled(this.#config, undefined, this.#wire?.request));
  }

  #fail(error: unknown): void {
    this.#leave();
    const isFirst = !this.#settled;
    this.#settled = true;
    this.#answer?.abort(error as Error);
    this.#wire?.abort(error as Error);
    const { content } = this.#upload ?? {};
    if (content && !Buffer.isBuffer(content)) content.destroy();
    // The last thing, for whoever hears of it may send again at once.
    if (isFirst) this.#waiting.refused(error);
  }

  #leave(): void {
    this.#cancelTimeout?.();
    this.#cancelReading?.();
    this.#deafen?.();
  }
}

keepShape(new Delivery({} as Waiting, {} as Outgoing, {} as Line));
