import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

/** What a client has done and is doing. Plain numbers; all but the last three count from its creation. */
export interface ClientStats {
  /** Requests given to the pool; each redirect, retry and repetition on a new connection makes another one. */
  readonly requests: number;
  readonly connectionsOpened: number;
  /** Requests that went over a connection that had carried one before. */
  readonly reused: number;
  /** `reused / requests`, from 0 to 1. */
  readonly reuseRatio: number;
  /** Look-ups that were not answered from memory. */
  readonly dnsLookups: number;
  /** Connections in use, those being opened included. */
  readonly active: number;
  /** Connections kept open for the next request. */
  readonly idle: number;
  /** Requests that wait for a connection. */
  readonly queued: number;
}

type Counted = Pick<ClientStats, 'requests' | 'connectionsOpened' | 'reused' | 'dnsLookups'>;

/** What has been counted, and what the agents hold now. */
export function statsOf(counted: Counted, agents: readonly Agent[]): ClientStats {
  // Node forgets what is destroyed some turns later.
  const count = (kind: 'sockets' | 'freeSockets' | 'requests'): number =>
    agents
      .flatMap((agent) => Object.values<(Socket | ClientRequest)[] | undefined>(agent[kind]).flat())
      .filter((each) => each?.destroyed === false).length;
  const { requests, connectionsOpened, reused, dnsLookups } = counted;
  return {
    requests,
    connectionsOpened,
    reused,
    reuseRatio: requests === 0 ? 0 : reused / requests,
    dnsLookups,
    active: count('sockets'),
    idle: count('freeSockets'),
    queued: count('requests'),
  };
}
