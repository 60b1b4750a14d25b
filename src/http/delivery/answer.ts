import { pipeline, type Readable } from 'node:stream';
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { keepShape } from '../../basics/shapes.js';
import { tooLarge, withinBody, withResponse } from './failures.js';
import { Progress } from './progress.js';
import { Reader } from './reader.js';
import { decode } from './response.js';
import { Tally } from './tally.js';
import { canUnpack, Unpacker } from './unpack.js';
import type { Wire } from './wire.js';

type Config = InternalAxiosRequestConfig;

/** What an answer is the answer to. */
export interface Asked {
  readonly config: Config;
  readonly wire: Wire;
  /** The most bytes of a body, unpacked; -1 for any number. */
  readonly limit: number;
}

/** Who waits for an answer. */
export interface Waiting {
  /** The response is what axios is to get: whole, or with its body as a stream. */
  answered(response: AxiosResponse): void;
  refused(error: unknown): void;
}

/** The answer to a request as it comes in, after its head. */
export class Answer {
  readonly #asked: Asked;
  readonly #waiting: Waiting;
  readonly #response: AxiosResponse;
  readonly #limit: number;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #reader: Reader | undefined;

  constructor(
    asked: Asked,
    head: Pick<AxiosResponse, 'status' | 'statusText' | 'headers'>,
    waiting: Waiting,
  ) {
    const { config, wire, limit } = asked;
    this.#asked = asked;
    this.#waiting = waiting;
    this.#limit = limit;
    this.#response = { data: undefined, ...head, config, request: wire.request };
  }

  /** May be all that there is to it: a stream is handed out at once. */
  begin(): void {
    const body = this.#streamed();
    if (body === undefined) return;
    if (this.#asked.config.responseType === 'stream') this.#handOut(body);
    else this.#collect(body);
  }

  chunk(chunk: Buffer): void {
    if (this.#reader) this.#reader.receive(chunk);
    else this.#take(chunk);
  }

  ended(): void {
    if (this.#reader) this.#reader.push(null);
    else this.#whole();
  }

  broken(error: Error): void {
    if (this.#reader) this.#reader.destroy(withinBody(error));
    else this.#failed(error);
  }

  /** Nobody waits any more, except perhaps the reader of the stream. */
  abort(error: Error): void {
    this.#reader?.destroy(error);
  }

  /** The body as a stream, if there is something to do with it or somebody who wants it so. */
  #streamed(): Readable | undefined {
    const { config, wire } = this.#asked;
    const { headers, status } = this.#response;
    const { responseType, decompress, onDownloadProgress } = config;
    if (decompress !== false && (/^head$/i.test(config.method ?? '') || status === 204))
      delete headers['content-encoding'];
    const coding = String(headers['content-encoding'] ?? '');
    const isPacked = coding !== '' && decompress !== false && canUnpack(coding);
    if (responseType !== 'stream' && !isPacked && !onDownloadProgress) return undefined;
    const reader = new Reader(wire);
    this.#reader = reader;
    const stages: Readable[] = [reader];
    if (onDownloadProgress) stages.push(counted(reader, onDownloadProgress, headers['content-length']));
    if (isPacked) {
      delete headers['content-encoding'];
      stages.push(new Unpacker(coding));
    }
    if (responseType === 'stream' && this.#limit > -1)
      stages.push(new Tally((_, total) => this.#checkSize(total)));
    if (stages.length > 1) pipeline(stages as [Readable, Tally], () => {});
    return stages.at(-1);
  }

  #handOut(body: Readable): void {
    // It may fail before it gets to somebody who listens, and an error that nobody hears of ends the process.
    this.#response.data = body.on('error', () => {});
    this.#waiting.answered(this.#response);
  }

  #collect(body: Readable): void {
    body.on('data', (chunk: Buffer) => this.#take(chunk));
    body.once('error', (error) => this.#failed(error));
    body.once('end', () => this.#whole());
  }

  #take(chunk: Buffer): void {
    this.#size += chunk.length;
    try {
      this.#checkSize(this.#size);
      this.#chunks.push(chunk);
    } catch (error) {
      this.#waiting.refused(error);
    }
  }

  #checkSize(size: number): void {
    const { config, wire } = this.#asked;
    if (this.#limit > -1 && size > this.#limit) throw tooLarge(this.#limit, config, wire.request);
  }

  #whole(): void {
    const chunks = this.#chunks;
    const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    try {
      this.#response.data = decode(bytes, this.#response);
      this.#waiting.answered(this.#response);
    } catch (error) {
      this.#failed(error as Error);
    }
  }

  #failed(error: Error): void {
    this.#waiting.refused(withResponse(error, this.#asked.config, this.#response));
  }
}

function counted(
  reader: Reader,
  listener: NonNullable<Config['onDownloadProgress']>,
  length: unknown,
): Tally {
  const total = Number(length ?? NaN);
  const progress = new Progress(listener, Number.isFinite(total) ? total : undefined, 'download');
  reader.once('close', () => progress.end());
  return new Tally((_chunk, loaded) => progress.moved(loaded));
}

keepShape(new Answer({ config: {}, wire: {}, limit: 0 } as Asked, {} as AxiosResponse, {} as Waiting));
