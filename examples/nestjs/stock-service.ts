/** The service that the shop calls: an embedded server that fails as it is told to, and then no more. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a request is to fail: with a status, without an answer, or with an answer that lacks what matters. */
export type Fault = number | 'silent' | 'incomplete';

export interface StockService {
  readonly url: string;
  /** `'GET /stock/7'`, in the order in which they came. */
  readonly requests: readonly string[];
  /** The idempotency keys of the POSTs. */
  readonly keys: readonly (string | undefined)[];
  /** The next requests fail in these ways, one each. */
  fail(...faults: readonly Fault[]): void;
  stop(): Promise<void>;
}

export async function startStockService(): Promise<StockService> {
  const requests: string[] = [];
  const keys: (string | undefined)[] = [];
  const faults: Fault[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (request.method === 'POST') keys.push(request.headers['idempotency-key'] as string | undefined);
    const fault = faults.shift();
    const sku = request.url?.split('/').at(-1) ?? '';
    if (fault === 'silent') return;
    if (typeof fault === 'number') return json(response, fault, { error: 'not now' });
    if (sku === 'unknown') return json(response, 404, { error: 'no such thing' });
    json(
      response,
      request.method === 'POST' ? 201 : 200,
      fault === 'incomplete' ? { sku } : { sku, left: 3 },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    keys,
    fail: (...more) => void faults.push(...more),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
