import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { schedule } from '../clock.js';
import type { Scope } from '../scope.js';
import type { Circumstances } from './circumstances.js';
import { onceConnected } from './connecting.js';
import { limitSilence } from './idle.js';
import { isPooled } from './pool.js';
import { addPicky, type Internals, isQueued, leaveQueue } from './queue.js';
import type { RequestLimits, Sending } from './transport.js';
import { expectWhole } from './whole.js';

/** What one sending of a request puts through the pool: a request, and another one for each redirect. */
export class Traffic implements Sending {
  sent: boolean | undefined;
  reusedSocket: boolean | undefined;
  unanswered = false;
  readonly limits: RequestLimits;
  readonly end: (limit: 'queue' | 'idle') => void;
  readonly fresh: boolean;
  readonly scope: Scope;
  readonly #requests = new Map<ClientRequest, Agent>();
  #stopWaiting: (() => void) | undefined;

  /** @param fresh all of it is to go over new connections */
  constructor({ limits, end, scope }: Pick<Circumstances, 'limits' | 'end' | 'scope'>, fresh: boolean) {
    this.limits = limits;
    this.end = end;
    this.fresh = fresh;
    this.scope = scope;
  }

  /** The same agent, whose requests are seen here. The agents of others are left alone. */
  through(agent: unknown): unknown {
    if (!isPooled(agent)) return agent;
    const { connect } = this.limits;
    const connectLimit = Number.isFinite(connect) ? connect : undefined;
    const addRequest = (request: ClientRequest, options: object): void =>
      // axios made these options for this dispatch, and copying them takes longer than all else that is done here.
      this.#add(agent, request, Object.assign(options, { connectLimit }));
    return Object.create(agent, { addRequest: { value: addRequest } });
  }

  /** It is over: what still waits for a connection no longer does. */
  stop(): void {
    this.#stopWaiting?.();
    for (const [request, agent] of this.#requests) {
      if (request.destroyed && !request.socket) leaveQueue(agent, request);
    }
  }

  #add(agent: Agent & Internals, request: ClientRequest, options: object): void {
    const { queue } = this.limits;
    this.#requests.set(request, agent);
    request.prependOnceListener('response', expectWhole);
    if (this.fresh) addPicky(agent, request, options);
    else agent.addRequest(request, options);
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
