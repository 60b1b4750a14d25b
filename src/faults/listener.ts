import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createRawServer, type Server, type Socket } from 'node:net';
import { ConfigError } from '../errors.js';
import type { Connection, Fault, FaultContext, Service } from './fault.js';
import { handle } from './handle.js';
import { type Record, recordRaw } from './record.js';
import { timers } from './timers.js';
import type { Certificates } from './tls/certificates.js';

/** What all listeners of a server share. */
export interface Shared {
  readonly host: string;
  readonly random: () => number;
  readonly hamms: boolean;
  readonly record: Record;
  readonly certificates: Certificates | undefined;
}

/** A fault that listens. */
export interface Listener {
  readonly port: number;
  /** Forgets what the fault has remembered, and cuts what is under way. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Node's own limits would be faults that nobody asked for: a kept connection is closed after 5 s, for one. */
const PATIENT = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, requireHostHeader: false };

/** Opens the port of one fault. */
export async function listen(fault: Fault, wanted: number, shared: Shared): Promise<Listener> {
  const sockets = new Set<Socket>();
  const busy = new Set<Socket>();
  const connections = new WeakMap<Socket, Connection>();
  const own = timers();
  let service: Service = {};
  let accepted = 0;
  let stopped = false;

  function accept(socket: Socket): Connection {
    const { later, clear } = timers();
    socket.once('close', clear);
    const connection = { socket, number: ++accepted, later };
    connections.set(socket, connection);
    return connection;
  }

  function onRequest(req: IncomingMessage, res: ServerResponse): void {
    const connection = connections.get(req.socket);
    if (connection === undefined) return;
    busy.add(req.socket);
    res.once('close', () => busy.delete(req.socket));
    handle(fault, service, connection, req, res, shared);
  }

  function onRaw(socket: Socket): void {
    const connection = accept(socket);
    recordRaw(fault.name, connection.number, socket, shared.record);
    service.tcp?.(connection);
  }

  function create(): Server {
    if (service.tcp) return createRawServer(onRaw);
    if (fault.scheme === 'https') {
      return createHttpsServer({ ...PATIENT, ...service.tls }, onRequest).on('secureConnection', (socket) => {
        const connection = accept(socket);
        service.secured?.(connection);
      });
    }
    return createHttpServer(PATIENT, onRequest).on('connection', accept);
  }

  const cut = (those: Iterable<Socket>): void => {
    for (const socket of those) socket.destroy();
  };
  const context: FaultContext = {
    random: shared.random,
    hamms: shared.hamms,
    serverLine: shared.hamms ? 'Server: Hamms/1.3\r\n' : '',
    sockets,
    get certificates() {
      if (fault.needs === 'certificates' && shared.certificates) return shared.certificates;
      throw new ConfigError(`fault '${fault.name}': declare needs: 'certificates' to have them`);
    },
    later: own.later,
    down() {
      turn(() => {
        server.close();
        cut(sockets);
      });
    },
    up() {
      turn(() => (stopped || server.listening ? undefined : open(port)));
    },
  };
  // One after another: a socket that is only about to listen can be neither closed nor opened again.
  let turned = Promise.resolve();
  function turn(step: () => void | Promise<void>): void {
    // Somebody may have taken the port meanwhile. They may give it back.
    turned = turned.then(step).catch(() => void own.later(100, context.up));
  }
  service = (await fault.serve?.(context)) ?? {};
  const server = create();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    socket.on('error', () => {}); // Clients come and go as they please.
  });
  if (service.silentContinue) server.on('checkContinue', onRequest);
  const open = async (at: number): Promise<void> => {
    await once(server.listen(at, shared.host), 'listening');
  };
  await open(wanted);
  const { port } = server.address() as AddressInfo;

  return {
    port,
    async reset() {
      own.clear();
      // A client would take the end of an idle connection for a fault, later, in whatever it does next.
      cut(service.tcp ? sockets : busy);
      context.up();
      await turned;
      service = (await fault.serve?.(context)) ?? {};
    },
    async stop() {
      stopped = true;
      await turned;
      own.clear();
      const closed = new Promise((resolve) => server.close(resolve));
      cut(sockets);
      await closed;
    },
  };
}
