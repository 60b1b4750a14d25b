import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

/** In the place of a connection: takes a request, and gives the answer that it was given before, without the body. */
export class AnsweredSocket extends Socket {
  constructor({ httpVersion, statusCode, statusMessage, rawHeaders }: IncomingMessage) {
    super();
    const lines = [`HTTP/${httpVersion} ${statusCode} ${statusMessage}`];
    for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
    this.push(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
  }

  override _read(): void {}

  override _write(_chunk: unknown, _encoding: unknown, done: () => void): void {
    done();
  }

  override _writev(_chunks: unknown, done: () => void): void {
    done();
  }
}
