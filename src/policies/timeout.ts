import type { AttemptScope, Call } from '../attempt.js';
import { bare } from '../basics/bare.js';
import { type Duration, limit } from '../duration.js';
import { AttemptTimeoutError, ConfigError, causedBy, TotalTimeoutError } from '../errors.js';
import { checkKeys } from '../options.js';
import { threw } from '../outcome.js';
import { whileItWaited } from './asking/waiting.js';
import { lastStatus } from './engine/conclude.js';
import type { Strategy } from './engine/pipeline.js';
import { failureBefore } from './history/history.js';

/** Limits of a call. Each is a `Duration`; none is set by default. */
export interface TimeoutOptions {
  /** One attempt, from its start until the method has returned: the body included. */
  readonly attempt?: Duration | undefined;
  /** The whole call: attempts, waits and hooks. */
  readonly total?: Duration | undefined;
  /** DNS, TCP and TLS of one connection. Kept by clients of `createClient`. */
  readonly connect?: Duration | undefined;
  /** Silence between two bytes of a reply, or before its first. Kept by clients of `createClient`. */
  readonly idle?: Duration | undefined;
}

/** The same in milliseconds. */
export type Limits = { readonly [K in keyof TimeoutOptions]?: number };

const LIMITS = ['attempt', 'total', 'connect', 'idle'] as const;

/** Reads `@Timeout`'s argument; a bare duration limits each attempt. */
export function limitsOf(options: Duration | TimeoutOptions, where: string): Limits {
  if (typeof options !== 'object') return { attempt: limit(options, where) };
  checkKeys(options, LIMITS, where);
  const given = bare(options);
  const limits: Record<string, number> = {};
  for (const name of LIMITS) {
    const value = given[name];
    if (value !== undefined) limits[name] = limit(value, `${where}: option '${name}'`);
  }
  // Whoever meant to limit something would learn it from a call that hangs.
  if (Object.keys(limits).length === 0)
    throw new ConfigError(`${where}: expected at least one of ${LIMITS.join(', ')}, got none`);
  return limits;
}

/** One for each duration: the calls of thousands of methods with the same limit then look into the same place. */
const known = new Map<number, Strategy>();
/** Decorators state few. Whoever works each one out, as the time that is left, must not fill the memory with them. */
const MOST = 100;

/** Bounds one attempt, and aborts its requests for real. */
export function attemptTimeout(ms: number): Strategy {
  const timeout = known.get(ms) ?? newAttemptTimeout(ms);
  if (known.size >= MOST) known.clear();
  known.set(ms, timeout);
  return timeout;
}

function newAttemptTimeout(ms: number): Strategy {
  const reason = ({ call, number, method }: AttemptScope): AttemptTimeoutError => {
    const message = `${method}: attempt ${number} took longer than ${ms} ms${whileItWaited(call)}`;
    return new AttemptTimeoutError(message, ms, causedBy(failureBefore(call)));
  };
  return { prepare: (attempt) => attempt.limit(ms, reason, attempt.startedAt) };
}

/** Bounds the whole call. */
export function totalTimeout(ms: number): Strategy {
  const reason = (call: Call): TotalTimeoutError => {
    const { length } = call.records;
    const attempts =
      length === 0 ? 'the first attempt' : `${length} failed attempt${length === 1 ? '' : 's'}`;
    // Of the very failure that is the cause: the attempt that is being judged has no line yet.
    const facts = attempts + lastStatus(threw(call.lastError));
    const message = `${call.method}: took longer than ${ms} ms (${facts})${whileItWaited(call)}`;
    return new TotalTimeoutError(message, ms, causedBy(call.lastError));
  };
  return {
    prepare({ number, call }) {
      if (number === 1) call.limit(ms, reason, call.startedAt);
    },
  };
}
