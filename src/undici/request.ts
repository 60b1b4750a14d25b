import { headerIn, type RequestHeaders } from '../http/delivery/head.js';
import type { Hop } from '../http/delivery/hop.js';
import { CarriedRequest } from '../http/transport.js';

/** What `response.request` and `error.request` are: what was sent, as code that knows Node's `ClientRequest` asks for it. */
export class UndiciRequest extends CarriedRequest {
  readonly method: string;
  readonly path: string;
  readonly #url: URL;
  readonly #headers: RequestHeaders;
  readonly #wire: { readonly reused: boolean };

  constructor(hop: Hop, headers: RequestHeaders, wire: { readonly reused: boolean }) {
    super();
    this.method = hop.method;
    this.path = hop.path;
    this.#url = hop.url;
    this.#headers = headers;
    this.#wire = wire;
  }

  get protocol(): string {
    return this.#url.protocol;
  }

  get host(): string {
    return this.#url.hostname;
  }

  get reusedSocket(): boolean {
    return this.#wire.reused;
  }

  /** The address that was asked last, after all redirects. */
  get responseURL(): string {
    return this.#url.origin + this.path;
  }

  /** As follow-redirects leaves it. */
  get res(): { readonly responseUrl: string; readonly req: UndiciRequest } {
    return { responseUrl: this.responseURL, req: this };
  }

  getHeader(name: string): string | undefined {
    return headerIn(this.#headers, name.toLowerCase());
  }

  getHeaders(): RequestHeaders {
    return { ...this.#headers };
  }
}
