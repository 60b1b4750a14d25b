import type { Socket } from 'node:net';
import { Arrivals } from './arrivals.js';
import type { Hold } from './hold.js';
import type { Chunk } from './toxic.js';

/** One direction of one connection: what one socket receives goes through the toxics, in order, into the other. */
export class Link {
  readonly #to: Socket;
  readonly #arrivals: Arrivals;
  #holds: readonly Hold[] = [];
  #wake = (): void => {};

  constructor(from: Socket, to: Socket) {
    this.#to = to;
    this.#arrivals = new Arrivals(from);
    const wake = (): void => this.#wake();
    to.on('drain', wake).on('close', wake);
    void this.#pump();
  }

  add(hold: Hold): void {
    this.#holds = [...this.#holds, hold];
    hold.begin();
  }

  remove(hold: Hold): void {
    this.#holds = this.#holds.filter((each) => each !== hold);
    hold.lift();
  }

  /** The connection is gone: nothing may wait any longer. */
  release(): void {
    for (const hold of this.#holds) hold.lift();
  }

  async #pump(): Promise<void> {
    for (let chunk = await this.#arrivals.next(); chunk; chunk = await this.#arrivals.next()) {
      await this.#pass(chunk, this.#holds);
    }
    for (const hold of this.#holds) if (!hold.lifted) await hold.toxic.end?.(hold);
    if (!this.#to.destroyed) this.#to.end();
  }

  #pass(chunk: Chunk, holds: readonly Hold[]): Promise<void> {
    const [hold, ...behind] = holds;
    if (hold === undefined) return this.#write(chunk.bytes);
    const next = (passed: Chunk): Promise<void> => this.#pass(passed, behind);
    // It may have been lifted while the chunk was still held by the one before.
    return hold.lifted || !hold.toxic.pass ? next(chunk) : hold.toxic.pass(chunk, next, hold);
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#to.writable && !this.#to.write(bytes) && !this.#to.destroyed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
