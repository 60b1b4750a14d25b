/** What a fault looks like on the wire: a bare socket, for a client would make its own sense of the bytes. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type FaultServerOptions, startFaultServer } from 'holdfast/faults';
import { onTestFinished } from 'vitest';

/** A fault server for one test. */
export async function start(options: FaultServerOptions = {}) {
  const faults = await startFaultServer(options);
  onTestFinished(() => faults.stop());
  return faults;
}

export interface Wire {
  readonly socket: Socket;
  /** What has arrived so far. */
  readonly text: string;
  readonly bytes: Buffer;
  /** `end` after a FIN, a code such as `ECONNRESET` after an error, undefined while it is open. */
  readonly ending: string | undefined;
  send(text: string): void;
  /** Waits until what has arrived contains the text, or so many bytes have. */
  seen(what: string | number): Promise<void>;
  /** Waits until the connection is over, and tells how. */
  over(): Promise<string>;
}

/** Opens a connection to a port. */
export async function dial(port: number, host = '127.0.0.1'): Promise<Wire> {
  const socket = connect(port, host);
  onTestFinished(() => void socket.destroy());
  const chunks: Buffer[] = [];
  let ending: string | undefined;
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('end', () => {
    ending ??= 'end';
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    ending ??= error.code ?? error.message;
  });
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  await once(socket, 'connect');
  const bytes = (): Buffer => Buffer.concat(chunks);
  return {
    socket,
    get bytes() {
      return bytes();
    },
    get text() {
      return bytes().toString('latin1');
    },
    get ending() {
      return ending;
    },
    send: (text) => void socket.write(text),
    async seen(what) {
      const isThere = () =>
        typeof what === 'number' ? bytes().length >= what : bytes().includes(Buffer.from(what, 'latin1'));
      while (!isThere()) {
        if (ending !== undefined)
          throw new Error(`over (${ending}) after ${JSON.stringify(bytes().toString())}`);
        await Promise.race([once(socket, 'data'), closed]);
      }
    },
    async over() {
      await closed;
      return ending ?? 'closed';
    },
  };
}

/** The head of a request, and its body if it has one. */
export function request(url: string, { method = 'GET', headers = {}, body = '' } = {}): string {
  const { host, pathname, search } = new URL(url);
  const all = { Host: host, ...headers, ...(body ? { 'Content-Length': String(body.length) } : {}) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** Sends one request to a fault and leaves the rest to the test. */
export async function ask(url: string, init: Parameters<typeof request>[1] = {}): Promise<Wire> {
  const wire = await dial(Number(new URL(url).port));
  wire.send(request(url, init));
  return wire;
}
