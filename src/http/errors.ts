/** The errors of requests that did not get through. What is known of their codes is in `failure.ts`. */
import { brand, HoldfastError, TimeoutError } from '../errors.js';

/**
 * DNS, TCP and TLS together took longer than the `connect` limit: the request never reached the server.
 *
 * @example
 * RetryOn(thrown(ConnectTimeoutError), { maxRetries: 5 })
 */
export class ConnectTimeoutError extends TimeoutError {
  readonly code = 'ERR_HOLDFAST_CONNECT_TIMEOUT';
}
brand(ConnectTimeoutError, 'ConnectTimeoutError');

/**
 * All connections of the pool were in use for longer than the `queue` limit: the request never reached the server.
 *
 * @example
 * RetryOn(thrown(QueueTimeoutError), { maxRetries: 1 })
 */
export class QueueTimeoutError extends TimeoutError {
  readonly code = 'ERR_HOLDFAST_QUEUE_TIMEOUT';
}
brand(QueueTimeoutError, 'QueueTimeoutError');

/**
 * The connection was silent for longer than the `idle` limit, before or within the reply.
 *
 * @example
 * AbortOn(thrown(IdleTimeoutError))
 */
export class IdleTimeoutError extends TimeoutError {
  readonly code = 'ERR_HOLDFAST_IDLE_TIMEOUT';
}
brand(IdleTimeoutError, 'IdleTimeoutError');

/**
 * A `cooldown` that others began leaves no time for the request: it was not sent. `retryAfter` tells how long the pause
 * lasts, in milliseconds.
 *
 * @example
 * api.getItem(7).catch((error) => error instanceof CooldownError && error.retryAfter);
 */
export class CooldownError extends HoldfastError {
  readonly code = 'ERR_HOLDFAST_COOLDOWN';
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfter = retryAfter;
  }
}
brand(CooldownError, 'CooldownError');
