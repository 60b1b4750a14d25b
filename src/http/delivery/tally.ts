import { Transform, type TransformCallback } from 'node:stream';

/** Sees what passes through a stream, and how much it was so far. What it throws ends the stream. */
export class Tally extends Transform {
  readonly #onChunk: (chunk: Buffer, total: number) => void;
  #total = 0;

  constructor(onChunk: (chunk: Buffer, total: number) => void) {
    super();
    this.#onChunk = onChunk;
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.#total += chunk.length;
    let failure: Error | null = null;
    try {
      this.#onChunk(chunk, this.#total);
    } catch (error) {
      failure = error as Error;
    }
    done(failure, chunk);
  }
}
