/**
 * A real server for one test: it answers with scripted steps and remembers what it saw. It ends with the test
 * that started it; outside of tests (in `beforeAll`) call `stop()`, or use `await using`.
 */
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createRawServer, type Server, type Socket } from 'node:net';
import { onTestFinished, TestRunner } from 'vitest';
import type { Step } from './server-steps.js';

export * from './server-steps.js';

// Bound before a test can install fake timers, for sockets keep real time.
const now = performance.now.bind(performance);

async function open(server: Server, scheme: string) {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket.once('close', () => sockets.delete(socket)));
  });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  if (TestRunner.getCurrentTest()) onTestFinished(stop);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    /** Those open now, to be cut as a server does that has grown tired of them. */
    sockets: sockets as ReadonlySet<Socket>,
    /** How many were accepted so far. */
    get connections() {
      return connections;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Each request takes the next step, and the last one repeats. With a `cert` it speaks TLS. */
export async function serve(steps: Step | readonly Step[], options: ServerOptions = {}) {
  const script = typeof steps === 'function' ? [steps] : steps;
  const closings = new EventEmitter().setMaxListeners(0);
  const numbers = new Map<Socket, number>();
  const record = (req: IncomingMessage) => ({
    method: req.method ?? '',
    url: req.url ?? '',
    headers: req.headers,
    body: '',
    /** Milliseconds, to be compared with one another. */
    time: now(),
    /** The client went away before it had the whole answer. */
    aborted: false,
    /** The number of its connection, among those that carried a request. */
    socket: numbers.get(req.socket) ?? numbers.set(req.socket, numbers.size + 1).size,
  });
  const requests: ReturnType<typeof record>[] = [];

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const request = record(req);
    const n = requests.push(request);
    const step = script[Math.min(n, script.length) - 1];
    res.once('close', () => {
      // An end that came from this side shows in neither.
      request.aborted = !res.writableFinished && (req.socket.readableEnded || req.socket.errored !== null);
      closings.emit('close');
    });
    try {
      for await (const text of req.setEncoding('utf8')) request.body += text;
      await step?.(req, res, n);
    } catch (error) {
      // Once the client is gone, reading and waiting fail as they should. The rest is for the test to hear.
      if (!res.destroyed) throw error;
    }
  }
  const listener = (req: IncomingMessage, res: ServerResponse) => void handle(req, res);
  const server = options.cert ? createTlsServer(options, listener) : createServer(options, listener);

  return Object.assign(await open(server, options.cert ? 'https' : 'http'), {
    requests,
    /** Resolves once the client has closed the n-th request's connection before it had the whole answer. */
    async closed(n: number): Promise<void> {
      while (!requests[n - 1]?.aborted) await once(closings, 'close');
    },
  });
}

/** The same below HTTP: bytes and silence as the callback pleases. */
export const serveRaw = (onSocket: (socket: Socket, n: number) => unknown) => {
  let n = 0;
  return open(
    createRawServer((socket) =>
      onSocket(
        socket.on('error', () => {}),
        ++n,
      ),
    ),
    'http',
  );
};
