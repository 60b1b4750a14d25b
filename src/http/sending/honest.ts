import axios, { type InternalAxiosRequestConfig } from 'axios';
import { enclosing } from '../../attempt.js';
import { isObject, read } from '../../basics/objects.js';
import { TimeoutError } from '../../errors.js';
import { causes, type Failure, failureOf } from '../../failure.js';
import type { Scope } from '../../scope.js';
import { ConnectTimeoutError } from '../errors.js';
import { canceled, withCause } from '../refusal.js';

type Config = InternalAxiosRequestConfig;

/**
 * The error that tells what really happened. axios says "canceled" whatever the reason, and wraps what ended a socket;
 * its own errors stay as they are, and so does the one for a request that was cancelled by the signal it was given, but
 * for the reason, which axios drops.
 */
export function honest(thrown: unknown, scope: Scope, ambient: Scope | undefined, config: Config): unknown {
  if (scope.aborted) {
    const signal = config.signal as AbortSignal | undefined;
    const { reason } = scope;
    if (!signal?.aborted || signal.reason !== reason || ambient?.aborted) return reason;
    return withCause(axios.isCancel(thrown) ? thrown : canceled(config), reason);
  }
  if (!isObject(thrown) || read(thrown, 'isAxiosError') !== true) return thrown;
  for (const link of causes(thrown)) {
    if (!(link instanceof ConnectTimeoutError)) continue;
    // Turned around: ours is what happened, that of axios is where it was seen, and before it came the last failure.
    const before = enclosing(ambient)?.call.lastError;
    if (before === undefined) Reflect.deleteProperty(thrown, 'cause');
    else withCause(thrown, before);
    return Object.assign(withCause(link, thrown), { config });
  }
  return thrown;
}

/**
 * How a request failed, as far as the server is concerned. `sent` is false if nothing was: a connection that was not
 * ready in time leaves the server as it was, whichever limit ended it, and the request may be repeated. If something
 * was sent, it was by an earlier hop of a redirect, or the network broke down afterwards.
 */
export function failureIn(error: unknown, scope: Scope, sent: boolean | undefined): Failure {
  if (scope.aborted && !(scope.reason instanceof TimeoutError)) return 'aborted';
  const failure = failureOf(error);
  if (sent === false && (failure === 'timeout' || failure === 'reset')) return 'connect';
  return sent === true && (failure === 'connect' || failure === 'dns') ? 'reset' : failure;
}
