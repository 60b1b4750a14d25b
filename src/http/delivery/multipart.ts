import { uniqueKey } from '../../clock.js';

const CRLF = '\r\n';

/** Names may have anything in them; these three would end them (WHATWG HTML, multipart/form-data encoding). */
const quoted = (name: string): string =>
  `"${name.replace(/[\r\n"]/g, (found) => `%${found.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`)}"`;

const boundaries = new WeakMap<FormData, string>();

/** One for each form: a form that is sent again is to be the same bytes, or a server takes it for another request. */
export function boundaryOf(form: FormData): string {
  const boundary = boundaries.get(form) ?? `holdfast-${uniqueKey()}`;
  boundaries.set(form, boundary);
  return boundary;
}

const part = (text: string): Buffer => Buffer.from(text);

/** A form as it is sent: its pieces, and how long they are together. */
export class Multipart {
  readonly contentType: string;
  readonly length: number;
  readonly #pieces: (Buffer | Blob)[] = [];

  /** @param boundary of the user's own choice */
  constructor(form: FormData, boundary = boundaryOf(form)) {
    this.contentType = `multipart/form-data; boundary=${boundary}`;
    for (const [name, value] of form) {
      let head = `--${boundary}${CRLF}Content-Disposition: form-data; name=${quoted(name)}`;
      if (typeof value !== 'string') {
        const type = value.type.replace(/[\r\n]/g, '') || 'application/octet-stream';
        head += `; filename=${quoted(value.name)}${CRLF}Content-Type: ${type}`;
      }
      const content = typeof value === 'string' ? part(value.replace(/\r?\n|\r/g, CRLF)) : value;
      this.#pieces.push(part(head + CRLF + CRLF), content, part(CRLF));
    }
    this.#pieces.push(part(`--${boundary}--${CRLF}`));
    const sizes = this.#pieces.map((piece) => (piece instanceof Blob ? piece.size : piece.length));
    this.length = sizes.reduce((sum, size) => sum + size, 0);
  }

  /** All of it in memory, unless there are files in it. */
  get bytes(): Buffer | undefined {
    const pieces = this.#pieces.filter((piece): piece is Buffer => !(piece instanceof Blob));
    return pieces.length === this.#pieces.length ? Buffer.concat(pieces) : undefined;
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for (const piece of this.#pieces) {
      if (piece instanceof Blob) yield* piece.stream();
      else yield piece;
    }
  }
}
