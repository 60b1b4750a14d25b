import { headerIn, type RequestHeaders } from '../http/delivery/head.js';
import type { Hop } from '../http/delivery/hop.js';
import { CarriedRequest } from '../http/transport.js';

/** What `response.request` and `error.request` are: what was sent, as code that knows Node's `ClientRequest` asks for it. */
export class UndiciRequest extends CarriedRequest {
  readonly method: string;
  readonly path: string;
  /** Set when it is known. Not asked of the wire, which would live as long as the response. */
  reusedSocket = false;
  readonly #url: URL;
  readonly #headers: RequestHeaders;

  constructor(hop: Hop, headers: RequestHeaders) {
    super();
    this.method = hop.method;
    this.path = hop.path;
    this.#url = hop.url;
    this.#headers = headers;
  }

  get protocol(): string {
    return this.#url.protocol;
  }

  get host(): string {
    return this.#url.hostname;
  }

  /** The address that was asked last, after all redirects. */
  get responseURL(): string {
    return this.#url.origin + this.path;
  }

  /** As follow-redirects leaves it. */
  get res(): { readonly responseUrl: string; readonly req: UndiciRequest } {
    return { responseUrl: this.responseURL + this.#url.hash, req: this };
  }

  getHeader(name: string): string | undefined {
    return headerIn(this.#headers, name.toLowerCase());
  }

  getHeaders(): RequestHeaders {
    return { ...this.#headers };
  }
}
