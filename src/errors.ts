/**
 * The errors that holdfast makes. Each has a literal `name`, a stable `code` and a message that states facts.
 * `instanceof` looks at a brand that all copies of the package share.
 */
import { hasIdentity, read } from './basics/objects.js';
import { recognise } from './basics/recognise.js';
import { show } from './basics/show.js';

const BRAND = Symbol.for('holdfast.error');

/**
 * Defines what all holdfast errors share on a class, whatever built-in it extends. Its instances are instances of its
 * base, too.
 */
export function brand(target: { prototype: object }, ...own: string[]): void {
  const inherited: readonly string[] = Reflect.get(target.prototype, BRAND) ?? [];
  const names = [...own, ...inherited];
  Object.defineProperties(target.prototype, {
    [BRAND]: { value: names },
    name: { value: names[0], configurable: true, writable: true },
    toJSON: { value: toJSON, configurable: true, writable: true },
  });
  recognise(target, (error) => isBranded(error, names[0] as string));
}

/** What loggers write of an error. Without its objects, for what was sent and received may be in them. */
export function toJSON(this: object): Record<string, unknown> {
  const { name, message } = this as Error;
  const facts = Object.entries(this).filter(([, value]) => !hasIdentity(value));
  return { name, message, ...Object.fromEntries(facts) };
}

function isBranded(error: unknown, name: string): boolean {
  const names = read(error, BRAND);
  return Array.isArray(names) && names.includes(name);
}

/**
 * Anything that holdfast itself raises. `code` is stable and safe to switch on.
 *
 * @example
 * api.getItem(7).catch((error) => HoldfastError.is(error) && error.code);
 */
export abstract class HoldfastError extends Error {
  abstract readonly code: string;

  /** True for every holdfast error, also one from another copy of the package, `ConfigError` included. */
  static is(error: unknown): error is HoldfastError {
    return isBranded(error, 'HoldfastError');
  }
}
brand(HoldfastError, 'HoldfastError');

/**
 * A time limit ended something. `limit` is the limit in milliseconds; the last failure, if any, is the `cause`.
 *
 * @example
 * api.getItem(7).catch((error) => error instanceof TimeoutError && `gave up after ${error.limit} ms`);
 */
export abstract class TimeoutError extends HoldfastError {
  readonly limit: number;

  constructor(message: string, limit: number, options?: ErrorOptions) {
    super(message, options);
    this.limit = limit;
  }
}
brand(TimeoutError, 'TimeoutError');

/**
 * One attempt took longer than `@Timeout({ attempt })`; its request was aborted and its socket closed.
 *
 * @example
 * api.getItem(7).catch((error) => error instanceof AttemptTimeoutError && error.limit);
 */
export class AttemptTimeoutError extends TimeoutError {
  readonly code = 'ERR_HOLDFAST_ATTEMPT_TIMEOUT';
}
brand(AttemptTimeoutError, 'AttemptTimeoutError');

/**
 * The whole call (attempts, waits, hooks) took longer than `@Timeout({ total })`. `cause` is the last failure.
 *
 * @example
 * api.getItem(7).catch((error) => error instanceof TotalTimeoutError && error.cause);
 */
export class TotalTimeoutError extends TimeoutError {
  readonly code = 'ERR_HOLDFAST_TOTAL_TIMEOUT';
}
brand(TotalTimeoutError, 'TotalTimeoutError');

/**
 * A response arrived but was not acceptable: `@Accept`, `isValid` or a retry rule refused it to the end.
 *
 * @example
 * api.getItem(7).catch((error) => error instanceof ResponseRejectedError && [error.reason, error.response]);
 */
export class ResponseRejectedError extends HoldfastError {
  readonly code = 'ERR_HOLDFAST_RESPONSE_REJECTED';
  /** What refused it, in words: `missing('summary')`. */
  readonly reason: string;
  /** The response, untouched; what the method returned, if no response was seen. Not enumerable, for logs' sake. */
  declare readonly response: unknown;
  /** What the method returned, untouched. Not enumerable either. */
  declare readonly value: unknown;

  constructor(
    message: string,
    reason: string,
    refused: { readonly response?: unknown; readonly value?: unknown },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.reason = reason;
    const { value, response = value } = refused;
    Object.defineProperties(this, {
      response: { value: response, configurable: true },
      value: { value, configurable: true },
    });
  }
}
brand(ResponseRejectedError, 'ResponseRejectedError');

/**
 * The request body is a stream that was already read, so it cannot be sent again. Nothing was sent, unless a redirect asks
 * for the stream once more.
 *
 * @example
 * AbortOn(thrown(BodyNotReplayableError))
 */
export class BodyNotReplayableError extends HoldfastError {
  readonly code = 'ERR_HOLDFAST_BODY_NOT_REPLAYABLE';
}
brand(BodyNotReplayableError, 'BodyNotReplayableError');

/**
 * A decorator, option or value that makes no sense, found when the class is defined. It is a `TypeError` too.
 *
 * @example
 * try { Timeout('2 seconds' as '2s') } catch (error) { console.log(error instanceof ConfigError) }
 */
export class ConfigError extends TypeError {
  readonly code = 'ERR_HOLDFAST_CONFIG';
}
brand(ConfigError, 'ConfigError', 'HoldfastError');

/** The options of an error that may have a cause: an error without one has no property for it. */
export const causedBy = (cause: unknown): ErrorOptions | undefined =>
  cause === undefined ? undefined : { cause };

/**
 * The error for a value that nobody takes.
 *
 * @param where what it was given to: `"@Timeout: option 'total'"`
 * @param expected what that takes: `'a duration above zero'`
 */
export const unexpected = (where: string, expected: string, value: unknown): ConfigError =>
  new ConfigError(`${where}: expected ${expected}, got ${show(value)}`);
