import { debuglog } from 'node:util';
import { bracketed } from '../../basics/host.js';
import { oneLine } from '../../basics/text.js';

const log = debuglog('holdfast');

/** Where a connection goes. */
export interface Destination {
  readonly host?: string | null | undefined;
  readonly port?: number | string | null | undefined;
  readonly socketPath?: string | null | undefined;
}

/** In one line, whatever the host is called: control characters would forge lines in a log. */
export function destination({ host, port, socketPath }: Destination): string {
  const name = host && bracketed(host);
  return oneLine(socketPath ?? `${name}:${port}`);
}

/** One line per connection, with `NODE_DEBUG=holdfast`: a client that reuses its connections prints few. */
export function logConnection(number: number, scheme: string, to: Destination): void {
  if (log.enabled) log('new connection (%d) to %s://%s', number, scheme, destination(to));
}
