import type { IncomingMessage } from 'node:http';
import { dumps } from './dumps.js';

/** What hamms' applications answer when they have nothing else to say: the headers of the request, in Canonical-Case. */
export function headersOf({ headers }: IncomingMessage): string {
  const named = Object.entries(headers).map(([name, value]) => [
    name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase()),
    String(value),
  ]);
  return dumps({ headers: Object.fromEntries(named) });
}
