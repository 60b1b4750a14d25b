import type { Socket } from 'node:net';
import { type buildConnector, Client, type Dispatcher } from 'undici';
import { LONGEST_TIMER } from '../clock.js';
import type { Carrier, UndiciWire } from './wire.js';

type Connect = Parameters<buildConnector.connector>;

/** Where a connection belongs. */
export interface Home {
  /** Of the server, or of the proxy that asks it. */
  readonly origin: string;
  readonly clientOptions: object;
  connect(options: Connect[0], limit: number, callback: Connect[1], onSocket: (socket: Socket) => void): void;
  /** A request goes over a connection that has carried another before. */
  reused(): void;
  released(connection: Connection): void;
  dropped(connection: Connection): void;
}

/**
 * One client of undici: one socket at a time, and one request on it. undici connects when there is something to send,
 * and once more if it finds that the kept socket has gone before a byte of the request was written.
 */
export class Connection implements Carrier {
  readonly #home: Home;
  readonly #client: Client;
  #socket: Socket | undefined;
  #wire: UndiciWire | undefined;
  /** What the socket carries, also when it was given up. */
  #carrying: UndiciWire | undefined;
  /** How many requests this socket has carried. */
  #carried = 0;
  #silence = Infinity;
  #destroyed = false;

  constructor(home: Home) {
    this.#home = home;
    this.#client = new Client(home.origin, {
      ...home.clientOptions,
      connect: (...args: Connect) => this.#connect(...args),
    } as Client.Options);
    this.#client.on('disconnect', () => this.#disconnected());
  }

  /** Whether there is a request for it. */
  get isBusy(): boolean {
    return this.#wire !== undefined;
  }

  /** Whether it is open, and waits for the next request. */
  get isIdle(): boolean {
    return this.#wire === undefined && this.#socket?.destroyed === false;
  }

  send(wire: UndiciWire): void {
    this.#wire = wire;
    wire.assigned(this);
    this.#client.dispatch(wire.options as unknown as Dispatcher.DispatchOptions, wire);
  }

  starts(wire: UndiciWire): boolean {
    this.#carrying = wire;
    this.#limitSilence(wire.silence);
    this.#carried += 1;
    const reused = this.#carried > 1;
    if (reused) this.#home.reused();
    return reused;
  }

  ends(wire: UndiciWire): void {
    this.#carrying = undefined;
    if (this.#wire !== wire) return;
    this.#wire = undefined;
    if (!this.#destroyed) this.#home.released(this);
  }

  destroy(error?: Error): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#wire = undefined;
    this.#home.dropped(this);
    const reason = error ?? new Error('closed');
    // undici waits for a socket that is connecting, to destroy it then.
    this.#socket?.destroy(reason);
    this.#client.destroy(reason, () => {});
  }

  #connect(options: Connect[0], callback: Connect[1]): void {
    const { sending } = this.#wire ?? {};
    this.#carried = 0;
    this.#silence = Infinity;
    this.#home.connect(options, sending?.limits.connect ?? Infinity, callback, (socket) => {
      this.#socket = socket;
      socket.on('timeout', () => this.#silent());
      // Before undici hears of it, which takes a reset for the end of a body whose length nobody told.
      socket.on('error', (error) => this.#brokeOff(error));
      // And, before 7.26, the end of a connection for that of chunks which have not ended.
      socket.on('end', () => this.#wire?.hungUp());
      if (this.#destroyed) socket.destroy();
    });
  }

  #brokeOff(error: Error & { code?: unknown }): void {
    const { code } = error;
    const isHidden = code === 'ECONNRESET' && this.#carrying?.isAnswered === true;
    // Before all that comes of the error.
    if (isHidden) process.nextTick(() => Object.assign(error, { code }));
    this.#wire?.brokeOff(error);
    // Told of a reset, undici asserts that nobody has paused the answer, and nobody could catch what it throws.
    if (isHidden) error.code = undefined;
  }

  #disconnected(): void {
    this.#carrying = undefined;
    this.#socket = undefined;
    // What waits for undici to see that the socket was gone gets another one from it.
    if (this.#wire === undefined || this.#wire.started) this.destroy();
  }

  #limitSilence(ms: number): void {
    if (ms === this.#silence) return;
    this.#silence = ms;
    this.#socket?.setTimeout(ms <= LONGEST_TIMER ? ms : 0);
  }

  #silent(): void {
    const wire = this.#wire;
    if (wire?.isListening) wire.receiver.silent();
    // A reader that takes its time is not a silent server.
    else if (wire) this.#socket?.setTimeout(this.#silence);
  }
}
