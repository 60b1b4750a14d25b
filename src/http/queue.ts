import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

/** The parts of an agent that `http.request` calls or Node's own classes override, and that its types leave out. */
export interface Internals {
  addRequest(request: ClientRequest, options: object): void;
  createSocket(request: ClientRequest, options: object, done: (...result: unknown[]) => void): void;
  freeSockets: Agent['freeSockets'];
}

/** The options of requests in a queue. */
const waiting = new WeakMap<ClientRequest, object>();

/** Requests that must not get a connection that has carried one before; and those for which one was closed. */
const picky = new WeakSet<ClientRequest>();
const served = new WeakSet<ClientRequest>();

/** Puts right what an agent does with the requests in its queues. `isUsed` tells whether a connection carried one. */
export function mend(agent: Agent & Internals, isUsed: (socket: Socket) => boolean): void {
  const { addRequest, createSocket } = agent;
  agent.addRequest = (request, options) => {
    addRequest.call(agent, request, options);
    if (isQueued(agent, request)) waiting.set(request, options);
  };
  // Node connects with the options of the request whose connection closed: with the limit and look-up of another.
  agent.createSocket = (request, options, done) =>
    createSocket.call(agent, request, { ...options, ...waiting.get(request) }, done);
  agent.prependListener('free', (socket: Socket, options: Parameters<Agent['getName']>[0]) => {
    // The name of a TLS connection is long, and most of the time nobody waits.
    if (Object.keys(agent.requests).length === 0 || !isUsed(socket)) return;
    const queue = agent.requests[agent.getName(options)];
    if (queue?.[0] && picky.has(queue[0])) sparePicky(queue, socket);
  });
}

/** Closing the connection makes Node open one for the first in the queue. Once for each: meanwhile others are served. */
function sparePicky(queue: ClientRequest[], socket: Socket): void {
  const place = queue.findIndex((request) => !served.has(request));
  const next = queue[place];
  if (next && !picky.has(next)) {
    queue.splice(place, 1);
    queue.unshift(next);
  } else {
    if (next) served.add(next);
    socket.destroy();
  }
}

/** Adds a request that is to go over a new connection, within the limits of the pool. */
export function addPicky(agent: Agent & Internals, request: ClientRequest, options: object): void {
  picky.add(request);
  const { freeSockets } = agent;
  agent.freeSockets = {};
  try {
    agent.addRequest(request, options);
  } finally {
    agent.freeSockets = freeSockets;
  }
  for (const [name, kept = []] of Object.entries(freeSockets)) {
    const open = [...kept, ...(agent.sockets[name] ?? [])].filter(({ destroyed }) => !destroyed);
    // The one that has been idle for the longest comes first.
    if (open.length > agent.maxSockets) open[0]?.destroy();
  }
}

/** Whether the agent had no connection for the request that it has just been given. */
export const isQueued = ({ requests }: Agent, request: ClientRequest): boolean =>
  Object.values(requests).some((queue) => queue?.at(-1) === request);

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
