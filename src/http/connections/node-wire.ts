import http, { type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { AxiosResponse } from 'axios';
import { schedule } from '../../clock.js';
import { type Hop, headersFor } from '../delivery/hop.js';
import type { Order, Receiver, Wire } from '../delivery/wire.js';
import { ReceivedHeaders } from '../received.js';
import { onceConnected } from './connecting.js';
import { isQueued, leaveQueue } from './queue.js';
import { refuseUpgrade } from './upgrade.js';
import { leave, type User, use } from './using.js';

/** Set by follow-redirects, and so by axios, on each response; read by many for the address at which a request ended. */
type Told = IncomingMessage & { responseUrl?: string; redirects?: unknown[] };

/** A request of `node:http`, by an agent of the pool. Its body is there as a whole. */
export class NodeWire implements Wire, User {
  // Both until it is over. Node's request has listeners of it, and lives as long as a response that somebody keeps.
  #order: Order | undefined;
  #receiver: Receiver | undefined;
  #agent: Agent | undefined;
  #request: ClientRequest | undefined;
  #response: IncomingMessage | undefined;
  #socket: Socket | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(order: Order, receiver: Receiver) {
    this.#order = order;
    this.#receiver = receiver;
  }

  get request(): ClientRequest | undefined {
    return this.#request;
  }

  send(): void {
    const { hop, content, outgoing } = this.#order as Order;
    const { config, sending } = outgoing;
    const { protocol, hostname, port } = hop.url;
    const secure = protocol === 'https:';
    // Looked up at each request, for nock, msw and tracers replace it.
    const { request } = secure ? https : http;
    const { queue, connect } = sending.limits;
    const agent = (secure ? config.httpsAgent : config.httpAgent) as Agent;
    this.#agent = agent;
    const made = request({
      __proto__: null,
      agent,
      protocol,
      hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
      port,
      method: hop.method,
      path: hop.path,
      headers: sized(headersFor(hop), content as Buffer | null),
      family: (config as { family?: number }).family,
      // For the pool.
      connectLimit: connect,
      fresh: sending.fresh,
      // So that nobody puts them on `Object.prototype`.
      auth: undefined,
      createConnection: undefined,
      insecureHTTPParser: false,
      socketPath: undefined,
    } as object);
    this.#request = made;
    if (queue < Infinity && isQueued(agent, made))
      this.#stopWaiting = schedule(() => sending.end('queue'), queue);
    made.once('socket', (socket) => this.#assigned(socket));
    made.once('response', (response) => this.#answered(response));
    made.on('error', (error) => this.#failed(error));
    refuseUpgrade(made);
    made.end(content ?? undefined);
  }

  pause(): void {
    this.#response?.pause();
  }

  resume(): void {
    this.#response?.resume();
  }

  abort(): void {
    const [made, agent] = [this.#request, this.#agent];
    if (this.#end() === undefined || made === undefined || agent === undefined) return;
    made.destroy();
    if (!made.socket) leaveQueue(agent, made);
  }

  heard(): void {
    if (this.#order) this.#order.outgoing.sending.unanswered = false;
  }

  silent(): void {
    const { silence = Infinity } = this.#order ?? {};
    const response = this.#response;
    // Until it is connected its timer is the one of the pool, which counts for idle connections.
    if (silence === Infinity || this.#socket?.timeout !== silence) return;
    // A reader that takes its time is not a silent server.
    if (response && (response.complete || response.readableLength > 0)) this.#socket?.setTimeout(silence);
    else this.#receiver?.silent();
  }

  #assigned(socket: Socket): void {
    this.#stopWaiting?.();
    if (this.#order === undefined) return;
    const { sending } = this.#order.outgoing;
    const { reusedSocket } = this.#request as ClientRequest;
    this.#socket = socket;
    sending.reusedSocket = reusedSocket;
    sending.unanswered = reusedSocket;
    use(socket, this);
    this.#receiver?.assigned();
    onceConnected(socket, () => this.#connected(socket));
  }

  #connected(socket: Socket): void {
    if (this.#order === undefined) return;
    const { outgoing, silence } = this.#order;
    outgoing.sending.sent = true;
    if (silence < Infinity && socket.timeout !== silence) socket.setTimeout(silence);
  }

  #answered(response: IncomingMessage): void {
    if (this.#order === undefined) return;
    this.#response = response;
    const { hop, outgoing } = this.#order;
    outgoing.sending.unanswered = false;
    if (outgoing.config.maxRedirects !== 0) tell(response, hop);
    response.on('data', (chunk: Buffer) => {
      this.#receiver?.chunk(chunk);
    });
    response.once('end', () => {
      this.#end()?.ended();
    });
    response.on('error', (error) => this.#failed(error));
    const { statusCode = 0, statusMessage = '' } = response;
    const received = Object.assign(new ReceivedHeaders(), response.headers);
    this.#receiver?.head(statusCode, received as AxiosResponse['headers'], statusMessage);
  }

  #failed(error: Error): void {
    const receiver = this.#end();
    if (receiver === undefined) return;
    // Node ends what the server has ended, in its own time. Until it has closed, it takes the place of another one.
    this.#socket?.destroy();
    receiver.failed(error);
  }

  /** Who is to hear of it; nobody, if it was over before. */
  #end(): Receiver | undefined {
    const receiver = this.#receiver;
    this.#stopWaiting?.();
    if (this.#socket) leave(this.#socket, this);
    this.#order = undefined;
    this.#receiver = undefined;
    return receiver;
  }
}

/** Node by itself says how long a body is of some methods only. */
function sized(headers: ReturnType<typeof headersFor>, content: Buffer | null): typeof headers {
  if (content === null) return headers;
  return Object.assign(Object.create(null), headers, { 'Content-Length': String(content.length) });
}

function tell(response: Told, { url, path, auth }: Hop): void {
  const user = auth ? `${encodeURIComponent(auth).replaceAll('%3A', ':')}@` : '';
  response.responseUrl = `${url.protocol}//${user}${url.host}${path}${url.hash}`;
  response.redirects = [];
}
