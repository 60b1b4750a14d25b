import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { bareHost } from '../basics/host.js';
import { schedule } from '../clock.js';
import { ConnectTimeoutError } from '../http/errors.js';
import type { HttpProxy } from './proxy.js';

/** Where a tunnel leads, and what it takes to open it. */
export interface TunnelOptions {
  readonly proxy: HttpProxy;
  /** `host:port` of the server. */
  readonly to: string;
  /** Milliseconds for the way to the proxy and its answer. */
  readonly limit: number;
  /** Of the connection to the proxy. */
  readonly connection: object;
}

/** Asks a proxy to connect us with a server (RFC 9110, section 9.3.6), and hands out the connection to it. */
export function openTunnel(
  { proxy, to, limit, connection }: TunnelOptions,
  callback: (error: Error | null, socket: Socket | undefined) => void,
  onSocket: (socket: Socket) => void,
): void {
  const { hostname, port, protocol } = new URL(proxy.origin);
  const host = bareHost(hostname);
  const headers = { host: to, ...(proxy.authorization && { 'proxy-authorization': proxy.authorization }) };
  const request = (protocol === 'https:' ? tlsRequest : plainRequest)({
    __proto__: null,
    ...connection,
    agent: false,
    method: 'CONNECT',
    host,
    // Node would take the name in the header, which is the server's.
    servername: isIP(host) ? '' : host,
    port,
    path: to,
    headers,
  } as object);
  const giveUp = (): void => {
    const message = `connecting to ${to} through the proxy took longer than ${limit} ms (DNS, TCP and TLS)`;
    request.destroy(new ConnectTimeoutError(message, limit));
  };
  const cancel = limit < Infinity ? schedule(giveUp, limit) : undefined;
  request
    .once('socket', onSocket)
    .once('connect', ({ statusCode }, socket: Socket) => {
      cancel?.();
      if (statusCode === 200) return callback(null, socket);
      socket.destroy();
      callback(refused(statusCode), undefined);
    })
    // A proxy that answers as if it were the server.
    .once('response', ({ statusCode }) => {
      request.destroy(refused(statusCode));
    })
    .once('error', (error) => {
      cancel?.();
      callback(error, undefined);
    })
    .end();
}

const refused = (status: number | undefined): Error =>
  Object.assign(new Error(`the proxy answered ${status} when asked to connect`), { code: 'ECONNREFUSED' });
