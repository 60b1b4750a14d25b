import type { IncomingMessage, ServerResponse } from 'node:http';
import { show } from '../basics/show.js';
import { ConfigError } from '../errors.js';
import type { Connection, Fault, Service } from './fault.js';
import { given } from './given.js';
import { fromQuery } from './params.js';
import { type Record, recordHttp } from './record.js';
import { replyJson } from './reply.js';
import { requestUrl } from './request-url.js';

/** How many requests each connection has carried. */
const carried = new WeakMap<Connection, number>();

/** Reads a request to its end and gives it to the fault. */
export function handle(
  fault: Fault,
  service: Service,
  connection: Connection,
  req: IncomingMessage,
  res: ServerResponse,
  { record, hamms }: { readonly record: Record; readonly hamms: boolean },
): void {
  const nth = (carried.get(connection) ?? 0) + 1;
  carried.set(connection, nth);
  if (hamms) res.setHeader('Server', 'Hamms/1.3');
  const chunks: Buffer[] = [];
  recordHttp(fault.name, connection.number, req, record);
  req.on('error', () => {});
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => void answer());

  async function answer(): Promise<void> {
    const body = Buffer.concat(chunks);
    try {
      const url = requestUrl(req.url ?? '/', 'http://fault');
      if (url === undefined) throw new ConfigError(`the request's address is not a URL: ${show(req.url)}`);
      await service.http?.({
        ...connection,
        ...{ req, res, url, body, nth },
        // Read when asked for: what a fault does not use need not make sense.
        get params() {
          // hamms looks into forms too. Elsewhere a form is the client's own, as the rest of the query is.
          return fromQuery(fault.params, hamms ? given(url, req.headers, body) : url.searchParams);
        },
      });
    } catch (error) {
      // A fault that fails by mistake must say so, or its users would look for the mistake in their own code.
      if (res.headersSent) res.destroy();
      else replyJson(res, error instanceof ConfigError ? 400 : 500, { error: String(error) });
    }
  }
}
