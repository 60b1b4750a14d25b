/**
 * An API over TLS that takes its time, and fails for one item in a hundred, once. What it has seen is told for any
 * message; then it forgets, and the next one meets the same.
 */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { faultOf } from './faults.js';

export interface Conditions {
  readonly serverTime: number;
  readonly seed: number;
  readonly rate: number;
}

export interface Served {
  readonly requests: number;
  readonly faults: number;
  /** Connections opened, and the most that were open at any one time. */
  readonly opened: number;
  readonly most: number;
}

const { serverTime, seed, rate } = JSON.parse(process.argv[2] ?? '') as Conditions;

let failed = new Set<number>();
let open = 0;
let seen = { requests: 0, faults: 0, opened: 0, most: 0 };

const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
  keyType: 'ec',
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
});

const server = createServer({ key, cert, keepAliveTimeout: 60_000 }, (request, response) => {
  const index = Number(request.url?.slice('/items/'.length));
  seen.requests++;
  const fault = failed.has(index) ? undefined : faultOf(index, seed, rate);
  if (fault !== undefined) {
    failed.add(index);
    seen.faults++;
  }
  setTimeout(() => {
    if (fault === 'reset') request.socket.destroy();
    else if (fault === '500' || fault === '429') reply(Number(fault), { error: fault });
    else reply(200, fault === 'missing field' ? { id: index } : { id: index, summary: 'water the plants' });
  }, serverTime);

  function reply(status: number, body: object): void {
    const text = JSON.stringify(body);
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  }
});
server.on('connection', (socket) => {
  seen.opened++;
  seen.most = Math.max(seen.most, ++open);
  socket.once('close', () => open--);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `https://localhost:${(server.address() as AddressInfo).port}`, ca: cert });
});

process.on('message', () => {
  process.send?.(seen satisfies Served);
  failed = new Set();
  seen = { requests: 0, faults: 0, opened: 0, most: open };
});
process.once('disconnect', () => process.exit());
