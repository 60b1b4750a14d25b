import { AxiosHeaders } from 'axios';

/**
 * The headers of a response, as whoever read them found them: names in lower case, each of them once, values trimmed.
 * axios sees to that before each transformer and after the last one, which takes longer than all else that it does to an
 * answer. Here it does so only when somebody may have changed them.
 */
export class ReceivedHeaders extends AxiosHeaders {
  #untouched = true;

  /** axios asks for it, and hands them to a transformer. */
  override normalize(format: boolean): this {
    if (format || !this.#untouched) super.normalize(format);
    this.#untouched = false;
    return this;
  }

  /** Says that the transformer which was handed them has changed nothing. */
  static unchanged(headers: object): void {
    if (#untouched in headers) headers.#untouched = true;
  }
}
