import type { Attempt, Idempotency } from '../attempt.js';
import { uniqueKey } from '../clock.js';
import { ConfigError, show } from '../errors.js';
import { checkKeys } from '../options.js';

export interface IdempotentOptions {
  /** The header that carries the key. Default `Idempotency-Key`; `false` sends none. */
  readonly header?: string | false;
  /** The key of a call, or a function that makes it. Asked once per call. Default: a random UUID. */
  readonly key?: string | ((attempt: Attempt) => string);
}

/** A field name of RFC 9110, section 5.1. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** Reads `@Idempotent`'s options. */
export function idempotencyOf(options: IdempotentOptions, where: string): Idempotency {
  checkKeys(options, ['header', 'key'], where);
  const { header = 'Idempotency-Key', key = uniqueKey } = options;
  if (header !== false && (typeof header !== 'string' || !TOKEN.test(header))) {
    throw new ConfigError(`${where}: option 'header': expected a header name, got ${show(header)}`);
  }
  if (typeof key !== 'function' && (typeof key !== 'string' || key === '')) {
    throw new ConfigError(`${where}: option 'key': expected a string or a function, got ${show(key)}`);
  }
  return { header: header === false ? undefined : header, key: typeof key === 'function' ? key : () => key };
}
