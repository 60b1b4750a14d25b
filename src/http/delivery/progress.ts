import type { AxiosProgressEvent } from 'axios';
import { now, schedule } from '../../clock.js';

/** Three events a second, as axios sends them. */
const INTERVAL = 1_000 / 3;

/** Before that, a rate says nothing. */
const SETTLED = 250;

/** Tells a listener how much of a body has moved. */
export class Progress {
  readonly #listener: (event: AxiosProgressEvent) => void;
  readonly #total: number | undefined;
  readonly #direction: 'upload' | 'download';
  readonly #startedAt = now();
  #told = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #loaded = 0;
  #cancel: (() => void) | undefined;

  constructor(
    listener: (event: AxiosProgressEvent) => void,
    total: number | undefined,
    direction: 'upload' | 'download',
  ) {
    this.#listener = listener;
    this.#total = total;
    this.#direction = direction;
  }

  moved(loaded: number): void {
    this.#loaded = loaded;
    const wait = this.#toldAt + INTERVAL - now();
    if (wait <= 0) this.#tell();
    else this.#cancel ??= schedule(() => this.#tell(), wait);
  }

  /** The body is over: what was not told yet is told now. */
  end(): void {
    if (this.#cancel !== undefined) this.#tell();
  }

  #tell(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#toldAt = now();
    const total = this.#total;
    const loaded = total === undefined ? this.#loaded : Math.min(this.#loaded, total);
    const bytes = Math.max(0, loaded - this.#told);
    this.#told = loaded;
    const elapsed = this.#toldAt - this.#startedAt;
    const rate = elapsed < SETTLED ? undefined : Math.round((loaded * 1_000) / elapsed) || undefined;
    const event: AxiosProgressEvent = {
      loaded,
      total,
      progress: total ? loaded / total : undefined,
      bytes,
      rate,
      estimated: rate && total ? (total - loaded) / rate : undefined,
      event: { lengthComputable: total !== undefined, total, loaded },
      lengthComputable: total !== undefined,
      [this.#direction]: true,
    } as AxiosProgressEvent;
    // A listener that throws must not end the request.
    process.nextTick(() => this.#listener(event));
  }
}
