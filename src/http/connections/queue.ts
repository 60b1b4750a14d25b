import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

/** The parts of an agent that `http.request` calls or Node's own classes override, and that its types leave out. */
export interface Internals {
  addRequest(request: ClientRequest, options: object): void;
  createSocket(
    request: ClientRequest,
    options: object,
    done: (error: Error | null, socket: Socket) => unknown,
  ): void;
  removeSocket(socket: Socket, options: object): void;
  freeSockets: Agent['freeSockets'];
  maxSockets: number;
}

type Name = Parameters<Agent['getName']>[0];

/** The options of requests in a queue. */
const waiting = new WeakMap<ClientRequest, object>();

/** Requests that must not get a connection that has carried one before. */
const picky = new WeakSet<ClientRequest>();

/** Puts right what an agent does with the requests in its queues. `isUsed` tells whether a connection carried one. */
export function mend(agent: Agent & Internals, isUsed: (socket: Socket) => boolean): void {
  const { addRequest, createSocket, removeSocket } = agent;
  agent.addRequest = (request, options) => {
    addRequest.call(agent, request, options);
    if (isQueued(agent, request)) waiting.set(request, options);
  };
  // Node connects with the options of the request whose connection closed: with the limit and look-up of another.
  agent.createSocket = (request, options, done) =>
    createSocket.call(agent, request, { ...options, ...waiting.get(request) }, done);
  // And for the first in the queue, who may be content with less than a new connection.
  agent.removeSocket = (socket, options) => {
    const queue = queueOf(agent, options as Name);
    if (queue) bringForward(queue, (request) => picky.has(request));
    removeSocket.call(agent, socket, options);
  };
  sparePicky(agent, isUsed);
}

/** The queue in which requests for this connection wait. */
const queueOf = (agent: Agent, options: Name): ClientRequest[] | undefined =>
  agent.requests[agent.getName(options)];

function bringForward(queue: ClientRequest[], isWanted: (request: ClientRequest) => boolean): boolean {
  const place = queue.findIndex(isWanted);
  if (place > 0) queue.unshift(...queue.splice(place, 1));
  return place >= 0;
}

/** Before and after the agent itself gives a free connection to the first in the queue. */
function sparePicky(agent: Agent & Internals, isUsed: (socket: Socket) => boolean): void {
  let hidden: { readonly name: string; readonly queue: ClientRequest[] } | undefined;
  agent.prependListener('free', (socket: Socket, options: Name) => {
    const queue = queueOf(agent, options);
    if (!queue?.[0] || !picky.has(queue[0]) || !isUsed(socket)) return;
    const name = agent.getName(options);
    if (lacksRoom(agent, name)) socket.destroy();
    else if (!bringForward(queue, (request) => !picky.has(request))) {
      hidden = { name, queue };
      Reflect.deleteProperty(agent.requests, name);
    }
  });
  agent.on('free', () => {
    if (hidden) Object.assign(agent.requests, { [hidden.name]: hidden.queue });
    hidden = undefined;
  });
}

/**
 * Whether more picky requests wait than connections are about to close: for each one that has closed, the agent opens
 * another. To close more of them would cost others theirs.
 */
function lacksRoom(agent: Agent, name: string): boolean {
  const closing = [...(agent.sockets[name] ?? []), ...(agent.freeSockets[name] ?? [])].filter(
    ({ destroyed }) => destroyed,
  );
  return closing.length < (agent.requests[name] ?? []).filter((request) => picky.has(request)).length;
}

/** Adds a request that is to go over a new connection, within the limits of the pool. */
export function addPicky(agent: Agent & Internals, request: ClientRequest, options: object): void {
  picky.add(request);
  const { freeSockets, maxSockets } = agent;
  // It has to queue, whatever there is.
  agent.freeSockets = {};
  agent.maxSockets = 0;
  try {
    agent.addRequest(request, options);
  } finally {
    agent.freeSockets = freeSockets;
    agent.maxSockets = maxSockets;
  }
  const name = placeOf(agent, request) ?? '';
  const queue = agent.requests[name] ?? [];
  const kept = freeSockets[name] ?? [];
  // What is closing counts until it has closed: to the agent, and to the server.
  const count = kept.length + (agent.sockets[name] ?? []).length;
  if (count < maxSockets) {
    bringForward(queue, (each) => each === request);
    agent.createSocket(request, options, (error, socket) => {
      if (!error) return socket.emit('free');
      leaveQueue(agent, request);
      return request.destroy(error);
    });
    // The one that has been idle for the longest comes first.
  } else if (lacksRoom(agent, name)) kept.find(({ destroyed }) => !destroyed)?.destroy();
}

/** Whether the agent had no connection for the request that it has just been given. */
export const isQueued = (agent: Agent, request: ClientRequest): boolean =>
  placeOf(agent, request) !== undefined;

/** The name of the queue that the request has just joined. */
function placeOf({ requests }: Agent, request: ClientRequest): string | undefined {
  for (const name in requests) if (requests[name]?.at(-1) === request) return name;
  return undefined;
}

/**
 * Takes an aborted request out of the queue. Node leaves it there, and opens a connection for it when another one
 * closes: after a burst of timeouts the server would get a burst of connections that nobody needs.
 */
export function leaveQueue({ requests }: Agent, request: ClientRequest): void {
  for (const [name, queue = []] of Object.entries(requests)) {
    const place = queue.indexOf(request);
    if (place >= 0) queue.splice(place, 1);
    // The agent takes an empty queue for one that has a request in it.
    if (queue.length === 0) Reflect.deleteProperty(requests, name);
  }
}
