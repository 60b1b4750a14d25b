import type { InternalAxiosRequestConfig } from 'axios';
import type { TransportLimits } from '../../attempt/guarded.js';
import { type AttemptScope, enclosing } from '../../attempt.js';
import { LONGEST_TIMER } from '../../clock.js';
import { AttemptTimeoutError, causedBy, type TimeoutError } from '../../errors.js';
import type { Scope } from '../../scope.js';
import { IdleTimeoutError, QueueTimeoutError } from '../errors.js';
import type { Limit, Timeouts } from '../options.js';
import type { RequestLimits } from '../transport.js';

/** What holds for a request: what the call around it says, then what the client was given, then the defaults. */
export function limitsOf(
  config: InternalAxiosRequestConfig,
  client: Timeouts | undefined,
  ambient: Scope | undefined,
): RequestLimits {
  const { timeout = 0 } = config;
  const attempt = enclosing(ambient);
  const idle = transportLimit(attempt, 'idle') ?? longer(client?.idle, timeout);
  // A call that has a deadline has been thought about: `@Timeout('5m')` means five minutes.
  const yields = ambient !== undefined && ambient.deadline < Infinity && client?.attempt.given === false;
  return {
    queue: client?.queue.ms ?? Infinity,
    connect: transportLimit(attempt, 'connect') ?? client?.connect.ms ?? Infinity,
    // axios limits silence by its `timeout`, on the same timer of the socket. The shorter one gets it.
    idle: (timeout > 0 && timeout <= idle) || idle > LONGEST_TIMER ? Infinity : idle,
    attempt: yields ? Infinity : longer(client?.attempt, timeout),
  };
}

/** What `@Timeout` says of the transport: the nearest call around that says anything about this limit. */
export function transportLimit(
  attempt: AttemptScope | undefined,
  name: keyof TransportLimits,
): number | undefined {
  return attempt && (attempt.what.limits?.[name] ?? transportLimit(enclosing(attempt.around), name));
}

/** An axios `timeout` of two minutes asks for two minutes, whatever our defaults are. */
const longer = (limit: Limit | undefined, timeout: number): number => {
  if (limit === undefined) return Infinity;
  return limit.given ? limit.ms : Math.max(limit.ms, timeout);
};

/** The error of each limit that ends a request from outside of its socket. The last failure of the call is its cause. */
export function endings(
  name: string,
  { queue, idle, attempt }: RequestLimits,
  { call }: Partial<AttemptScope> = {},
): Record<'queue' | 'idle' | 'attempt', () => TimeoutError> {
  const why = (): ErrorOptions | undefined => causedBy(call?.lastError);
  return {
    queue: () => new QueueTimeoutError(`${name}: no connection was free for ${queue} ms`, queue, why()),
    idle: () => new IdleTimeoutError(`${name}: the connection was silent for ${idle} ms`, idle, why()),
    attempt: () => new AttemptTimeoutError(`${name}: took longer than ${attempt} ms`, attempt, why()),
  };
}
