import type { Socket } from 'node:net';
import { buildConnector } from 'undici';
import { bracketed } from '../basics/host.js';
import { readAuthorities } from '../http/connections/authorities.js';
import type { TransportSettings } from '../http/transport.js';
import { normalised } from './lookup.js';
import type { Route } from './route.js';
import type { TlsOptions } from './tls.js';
import { openTunnel } from './tunnel.js';

/**
 * Opens a connection. undici gets it when it is ready; `onSocket` as soon as there is one, and before that the one to
 * the proxy that is to pass it on.
 */
export type Opener = (
  options: buildConnector.Options,
  limit: number,
  callback: buildConnector.Callback,
  onSocket: (socket: Socket, to: 'server' | 'proxy') => void,
) => void;

/** It returns the socket, which its types leave out. */
type Connector = (options: buildConnector.Options, callback: buildConnector.Callback) => Socket;

/**
 * How connections of a route are opened. One for all of them, for it remembers TLS sessions.
 *
 * Of what is said about TLS, an agent of the request comes first, then `undici({ connect })`, then the client's `tls`.
 *
 * @param usual what the user said about TLS with all servers; an agent of a request has its own
 * @param connect what the user said about all connections
 */
export function openerOf(route: Route, { lookups, tls: usual }: TransportSettings, connect: object): Opener {
  const { socketPath, family, lookup, tls, tunnel, forward } = route;
  const options = {
    __proto__: null,
    ...(tls === undefined && usual),
    ...connect,
    ...tls,
    ...(family !== undefined && { family }),
    ...(socketPath !== undefined && { socketPath }),
    lookup: lookup ? lookups.counted(normalised(lookup)) : lookups.lookup,
    // Ours counts from the same moment, and in milliseconds.
    timeout: 0,
  };
  // Those that are about the server say nothing about the proxy.
  const { servername: _name, checkServerIdentity: _check, ...connection } = options as TlsOptions;
  const build = (forward ? { __proto__: null, ...connection } : options) as buildConnector.BuildOptions;
  let connector: Connector | undefined;
  const open: Connector = (target, callback) => {
    // Not before a connection is asked for, whose error it is that an authority cannot be read.
    const read = target.protocol === 'https:' && !connector && readAuthorities(build as TlsOptions);
    connector ??= buildConnector({ __proto__: null, ...read, ...build } as object) as Connector;
    return connector(target, callback);
  };
  if (tunnel === undefined) {
    return (target, _limit, callback, onSocket) => {
      // undici names the server, and it is the proxy that has to prove who it is.
      const to = forward ? ({ ...target, servername: undefined } as never) : target;
      onSocket(open(to, callback), 'server');
    };
  }
  return (target, limit, callback, onSocket) => {
    const to = `${bracketed(target.hostname)}:${target.port || 443}`;
    openTunnel(
      { proxy: tunnel, to, limit, connection },
      (error, socket) => {
        if (socket === undefined) callback(error as Error, null);
        else onSocket(open({ ...target, httpSocket: socket }, callback), 'server');
      },
      (socket) => onSocket(socket, 'proxy'),
    );
  };
}
