import tls, { type ConnectionOptions, type SecureContext } from 'node:tls';

/**
 * Authorities of one's own, which are read once. Node reads them anew for each connection; all the usual ones and one more
 * take it 10 ms and longer. Where there are none it takes its own, which an application may exchange.
 */
export class Authorities {
  #terms: string | undefined;
  #context: SecureContext | undefined;

  /**
   * The options of a connection, with what was read.
   *
   * @param terms tells apart options that say different things about TLS
   */
  readFor<Options extends ConnectionOptions>(options: Options, terms = ''): Options {
    if (!options.ca || options.secureContext) return options;
    if (this.#context === undefined || terms !== this.#terms) {
      // As `tls.connect` would make it.
      const asked = { __proto__: null, ciphers: tls.DEFAULT_CIPHERS, ...options } as object;
      this.#context = tls.createSecureContext(asked);
      this.#terms = terms;
    }
    return { __proto__: null as never, ...options, secureContext: this.#context };
  }
}
