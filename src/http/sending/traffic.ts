import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { AxiosAdapter } from 'axios';
import { schedule } from '../../clock.js';
import { onceConnected } from '../connections/connecting.js';
import { limitSilence } from '../connections/idle.js';
import { isPooled } from '../connections/pool.js';
import { type Internals, isQueued, leaveQueue } from '../connections/queue.js';
import { refuseUpgrade } from '../connections/upgrade.js';
import { sendingOf } from '../transport.js';
import { Shipment } from './shipment.js';
import { expectWhole } from './whole.js';

/** What one sending of a request puts through the pool: a request, and another one for each redirect. */
export class Traffic extends Shipment {
  readonly #requests = new Map<ClientRequest, Agent>();
  readonly #responses: IncomingMessage[] = [];
  #stopWaiting: (() => void) | undefined;

  /** The same agent, whose requests are seen here. The agents of others are left alone. */
  through(agent: unknown): unknown {
    if (!isPooled(agent)) return agent;
    const { limits, fresh } = this;
    const addRequest = (request: ClientRequest, options: object): void =>
      // axios made these options for this dispatch, and copying them takes longer than all else that is done here.
      this.#add(agent, request, Object.assign(options, { connectLimit: limits.connect, fresh }));
    return Object.create(agent, { addRequest: { value: addRequest } });
  }

  /** It is over: what still waits for a connection no longer does, and what nobody has read to its end holds none. */
  override stop(isKept: boolean): void {
    this.#stopWaiting?.();
    // axios destroys what it hands out. Where that was not begun, the response behind it never hears of it.
    if (!isKept) for (const response of this.#responses) if (!response.readableEnded) response.destroy();
    for (const [request, agent] of this.#requests) {
      if (request.destroyed && !request.socket) leaveQueue(agent, request);
    }
  }

  #add(agent: Agent & Internals, request: ClientRequest, options: object): void {
    request.prependOnceListener('response', (response) => {
      this.#responses.push(response);
      expectWhole(response, request);
    });
    refuseUpgrade(request);
    agent.addRequest(request, options);
    const { queue } = this.limits;
    this.#requests.set(request, agent);
    if (Number.isFinite(queue) && isQueued(agent, request))
      this.#stopWaiting = schedule(() => this.end('queue'), queue);
    this.sent ??= false;
    request.once('socket', (socket) => this.#follow(request, socket));
  }

  #follow(request: ClientRequest, socket: Socket): void {
    const { idle } = this.limits;
    this.#stopWaiting?.();
    this.reusedSocket = request.reusedSocket;
    onceConnected(socket, () => {
      this.sent = true;
    });
    if (Number.isFinite(idle)) limitSilence(request, socket, idle, () => this.end('idle'));
    // As in `NodeWire`.
    request.once('error', () => socket.destroy());
    this.unanswered = request.reusedSocket;
    if (request.reusedSocket) this.#awaitAnswer(request, socket);
  }

  #awaitAnswer(request: ClientRequest, socket: Socket): void {
    const onData = (): void => {
      this.unanswered = false;
    };
    socket.once('data', onData);
    request.once('close', () => socket.off('data', onData));
  }
}

/** Sends with whatever sees the requests, and ends them. */
export const watched =
  (send: AxiosAdapter): AxiosAdapter =>
  (derived) => {
    const traffic = sendingOf(derived);
    if (traffic instanceof Traffic) {
      derived.httpAgent = traffic.through(derived.httpAgent);
      derived.httpsAgent = traffic.through(derived.httpsAgent);
    }
    return send(derived);
  };
