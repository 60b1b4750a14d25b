/**
 * The errors that holdfast makes. Each has a literal `name`, a stable `code` and a message that states facts.
 * `instanceof` looks at a brand that all copies of the package share.
 */
import { isAsync, isLikeClass } from './basics/functions.js';
import { nameIn } from './basics/named.js';
import { hasIdentity, isObject, read } from './basics/objects.js';
import { recognise } from './basics/recognise.js';

const BRAND = Symbol.for('holdfast.error');

/**
 * Defines what all holdfast errors share on a class, whatever built-in it extends. Its instances are instances of its
 * base, too.
 */
export function brand(target: { prototype: object }, ...own: string[]): void {
  const inherited: readonly string[] = Reflect.get(target.prototype, BRAND) ?? [];
  const names = [...own, ...inherited];
  Object.defineProperty(target.prototype, BRAND, { value: names });
  Object.defineProperty(target.prototype, 'name', { value: names[0], configurable: true, writable: true });
  Object.defineProperty(target.prototype, 'toJSON', { value: toJSON, configurable: true, writable: true });
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

/**
 * Without what an address says before its host. A password may hold just what makes the address wrong, such as `/` or a
 * blank, so nothing before the last `@` is sure to be none. An e-mail address has no `:` there, and stays.
 */
function withoutPassword(text: string): string {
  const end = text.lastIndexOf('@');
  if (end < 0) return text;
  // A `//` behind another `:` than that of the protocol is of the password.
  return text.slice(0, end).replace(/^([^:]*?:?\/\/).*|^.*:.*/s, '$1***') + text.slice(end);
}

const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);

/** Writes a value into an error message: short, on one line, telling `'3'` from `3`, and without the password of an address. */
export function show(value: unknown, depth = 0): string {
  if (typeof value === 'string') return quoted(withoutPassword(value));
  if (typeof value === 'function') return showFunction(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return showList(value, depth);
  if (isObject(value)) return `an object of type ${nameIn(read(value, 'constructor'), 'null')}`;
  return String(value);
}

function showFunction(value: object): string {
  const kind = `${isAsync(value) ? 'async ' : ''}${isLikeClass(value) ? 'class' : 'function'}`;
  const name = nameIn(value);
  return name ? `${kind} ${name}` : `a${isAsync(value) ? 'n' : ''} ${kind}`;
}

/** A list may contain itself. */
function showList(list: readonly unknown[], depth: number): string {
  if (depth > 2) return '[...]';
  const items = list.slice(0, 5).map((item) => show(item, depth + 1));
  return `[${items.join(', ')}${list.length > 5 ? ', ...' : ''}]`;
}
