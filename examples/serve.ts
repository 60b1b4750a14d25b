/** The servers of the examples: they run inside the process, on a free port, speak JSON, and fail as they are told to. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Call {
  /** `'GET /users/7'`, without the query. */
  readonly what: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Parsed; undefined if there is none. */
  readonly body: unknown;
}

export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A status, an answer that never comes, or a connection that breaks. */
export type Fault = number | 'silent' | 'reset';

export interface Service extends AsyncDisposable {
  readonly url: string;
  /** In the order in which they came. */
  readonly calls: readonly Call[];
  readonly connections: number;
  /** What all requests meet from now on, once those of `fail` are used up. */
  always: Fault | undefined;
  /** The next requests fail in these ways, one each. */
  fail(...faults: readonly Fault[]): void;
}

export async function serve(
  answer: (call: Call, number: number) => Answer | Promise<Answer>,
): Promise<Service> {
  const calls: Call[] = [];
  const faults: Fault[] = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://any');
    const what = `${request.method} ${pathname}`;
    const call = { what, query: searchParams, headers: request.headers, body: await bodyOf(request) };
    const number = calls.push(call);
    const fault = faults.shift() ?? service.always;
    if (fault === 'silent') return;
    if (fault === 'reset') return void request.socket.resetAndDestroy();
    const {
      status = 200,
      body,
      headers,
    } = fault === undefined ? await answer(call, number) : { status: fault, body: { error: 'not now' } };
    const id = { 'x-request-id': `request-${number}` };
    response.writeHead(status, { 'content-type': 'application/json', ...id, ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const service = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    get connections() {
      return connections;
    },
    always: undefined as Fault | undefined,
    fail: (...more: readonly Fault[]) => void faults.push(...more),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return service;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text === '' ? undefined : JSON.parse(text);
}
