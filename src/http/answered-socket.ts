import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';

/** In the place of a connection: takes a request, and gives the answer that it was given before, without the body. */
export class AnsweredSocket extends Duplex {
  constructor({ httpVersion, statusCode, statusMessage, rawHeaders }: IncomingMessage) {
    super({ write: (_chunk, _encoding, done) => done(), read() {} });
    const lines = [`HTTP/${httpVersion} ${statusCode} ${statusMessage}`];
    for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
    this.push(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
  }

  /** Nothing is waited for here. */
  setTimeout(): this {
    return this;
  }
}
