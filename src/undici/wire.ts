import { type Dispatcher, errors } from 'undici';
import { keepShape } from '../basics/shapes.js';
import { schedule } from '../clock.js';
import type { Order, Receiver, Wire } from '../http/delivery/wire.js';
import type { Sending } from '../http/transport.js';
import { UndiciRequest } from './request.js';
import { responseHeaders } from './response-headers.js';
import { WireOptions } from './wire-options.js';

/** Where it gets a connection, or waits for one. */
interface Origin {
  send(wire: UndiciWire): void;
  leave(wire: UndiciWire): void;
}

/** What carries a wire: a connection. */
export interface Carrier {
  /** The wire is about to write. Whether the connection has carried another before. */
  starts(wire: UndiciWire): boolean;
  /** The wire has had its whole answer. */
  ends(wire: UndiciWire): void;
  /** For good, and at once. */
  destroy(error?: Error): void;
}

const isTooShort = (error: Error): boolean =>
  (error as { code?: unknown }).code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';

/** undici asserts what it expects of an answer, such as a status of 100 or more. */
const asProtocolError = (error: Error): Error =>
  (error as { code?: unknown }).code === 'ERR_ASSERTION'
    ? Object.assign(new Error('Response does not match the HTTP/1.1 protocol', { cause: error }), {
        code: 'HPE_UNKNOWN',
      })
    : error;

/** One request on its way over one connection: what undici tells of it, and what it can be told. */
export class UndiciWire implements Wire, Dispatcher.DispatchHandler {
  readonly options: WireOptions;
  readonly sending: Sending;
  readonly receiver: Receiver;
  /** Milliseconds without a byte after which the receiver is told; `Infinity` for never. */
  readonly silence: number;
  connection: Carrier | undefined;
  /** Its first byte is about to be written. */
  started = false;
  readonly request: UndiciRequest;
  readonly #home: Origin;
  #over = false;
  /** The answer has begun. */
  isAnswered = false;
  /** The answer has a status with which there is no body. */
  #isBodiless = false;
  #transferEncoding: string | string[] | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(home: Origin, options: WireOptions, { outgoing, hop, silence }: Order, receiver: Receiver) {
    this.#home = home;
    this.options = options;
    this.sending = outgoing.sending;
    this.receiver = receiver;
    this.silence = silence;
    this.request = new UndiciRequest(hop, options.headers);
  }

  send(): void {
    this.#home.send(this);
  }

  /** There was no connection for it. */
  queued(): void {
    const { queue } = this.sending.limits;
    if (queue < Infinity) this.#stopWaiting = schedule(() => this.sending.end('queue'), queue);
  }

  /** It goes over this connection. */
  assigned(connection: Carrier): void {
    this.#stopWaiting?.();
    this.connection = connection;
    this.receiver.assigned();
  }

  /** Whether the server has something to say, and it is not us who do not listen. */
  get isListening(): boolean {
    return this.started && !this.#over && this.#controller?.paused !== true;
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    if (!this.#over) this.#controller?.resume();
  }

  /** Ends it, with its connection; the receiver is not told. */
  abort(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopWaiting?.();
    if (this.#controller) this.#controller.abort(error);
    else if (this.connection) this.connection.destroy(error);
    else this.#home.leave(this);
  }

  /** Its connection has failed, within an answer or elsewhere. */
  brokeOff(error: Error): void {
    if (this.isAnswered) this.onResponseError(undefined, error);
  }

  /** The server will say no more. */
  hungUp(): void {
    if (/chunked/i.test(String(this.#transferEncoding)))
      this.onResponseError(undefined, new errors.SocketError('other side closed'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.started = true;
    const reused = this.connection?.starts(this) === true;
    const { sending } = this;
    this.request.reusedSocket = reused;
    sending.sent = true;
    sending.reusedSocket = reused;
    sending.unanswered = reused;
  }

  onResponseStarted(): void {
    this.isAnswered = true;
    this.sending.unanswered = false;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[]>,
    statusText = '',
  ): void {
    // Before 7.23, undici does not tell when an answer starts.
    this.isAnswered = true;
    this.sending.unanswered = false;
    this.#transferEncoding = headers['transfer-encoding'];
    this.#isBodiless = status === 204 || status === 304;
    // 102 and 103 are not what was asked for.
    if (status >= 200 && !this.#over) this.receiver.head(status, responseHeaders(headers), statusText);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#over) this.receiver.chunk(chunk);
  }

  onResponseEnd(): void {
    this.connection?.ends(this);
    if (this.#over) return;
    this.#over = true;
    this.receiver.ended();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.connection?.destroy(error);
    if (this.#over) return;
    this.#over = true;
    // RFC 9110, section 8.6: a 304 may say how long the body would be. undici misses it.
    if (this.#isBodiless && isTooShort(error)) this.receiver.ended();
    else this.receiver.failed(this.isAnswered ? asProtocolError(error) : error);
  }
}

const example = { outgoing: {}, hop: {}, silence: 0 } as Order;
keepShape(new UndiciWire({} as Origin, new WireOptions('GET', '/', {}, null), example, {} as Receiver));
