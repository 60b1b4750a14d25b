import { Readable } from 'node:stream';
import type { Wire } from './wire.js';

/** A response body as a stream. The server is held up while nobody reads, and hears of it when nobody will. */
export class Reader extends Readable {
  readonly #wire: Wire;

  constructor(wire: Wire) {
    super({ highWaterMark: 64 * 1024 });
    this.#wire = wire;
  }

  receive(chunk: Buffer): void {
    if (!this.push(chunk)) this.#wire.pause();
  }

  override _read(): void {
    this.#wire.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // Means nothing to a wire that has brought everything.
    this.#wire.abort(error ?? new Error('the body was not read to its end'));
    done(error);
  }
}
