import type { Socket } from 'node:net';
import { now } from '../../clock.js';
import type { Chunk } from './toxic.js';

/** How many bytes may wait in the proxy, per direction: beyond that the sender has to wait, as with a TCP window. */
const WINDOW = 2 ** 20;

/**
 * What a socket receives, each chunk with its time. They are taken in ahead of their turn, for a delay counts from
 * when the data came and not from when the proxy got round to it.
 */
export class Arrivals {
  readonly #socket: Socket;
  readonly #chunks: Chunk[] = [];
  #size = 0;
  #over = false;
  #wake = (): void => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    const finish = (): void => {
      this.#over = true;
      this.#wake();
    };
    // A connection that breaks closes without an end.
    socket
      .on('data', (bytes) => this.#add(bytes))
      .on('end', finish)
      .on('close', finish);
  }

  /** The next chunk, or undefined when there will be none. */
  async next(): Promise<Chunk | undefined> {
    while (this.#chunks.length === 0 && !this.#over) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const chunk = this.#chunks.shift();
    this.#size -= chunk?.bytes.length ?? 0;
    if (this.#size < WINDOW && this.#socket.isPaused()) this.#socket.resume();
    return chunk;
  }

  #add(bytes: Buffer): void {
    this.#chunks.push({ bytes, time: now() });
    this.#size += bytes.length;
    if (this.#size >= WINDOW) this.#socket.pause();
    this.#wake();
  }
}
