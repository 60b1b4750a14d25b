import type { Attempt, Idempotency } from '../attempt.js';
import { bare } from '../basics/bare.js';
import { isAsync } from '../basics/functions.js';
import { uniqueKey } from '../clock.js';
import { unexpected } from '../errors.js';
import { TOKEN } from '../headers.js';
import { checkKeys } from '../options.js';

export interface IdempotentOptions {
  /** The header that carries the key. Default `Idempotency-Key`; `false` sends none. */
  readonly header?: string | false | undefined;
  /** The key of a call, or a function that makes it. Asked once per call. Default: a random UUID. */
  readonly key?: string | ((attempt: Attempt) => string) | undefined;
}

/** Reads `@Idempotent`'s options. */
export function idempotencyOf(options: IdempotentOptions, where: string): Idempotency {
  checkKeys(options, ['header', 'key'], where);
  const { header = 'Idempotency-Key', key = uniqueKey } = bare(options);
  if (header !== false && (typeof header !== 'string' || !TOKEN.test(header))) {
    throw unexpected(`${where}: option 'header'`, 'a header name', header);
  }
  const check = (value: unknown, expected: string): string => {
    // Any object makes the same '[object Object]' of every call, and the server takes them for one.
    if (typeof value === 'string' && value !== '') return value;
    throw unexpected(`${where}: option 'key'`, expected, value);
  };
  if (typeof key !== 'function' || isAsync(key))
    check(key, 'a string or a function that returns one at once');
  const make = typeof key === 'function' ? key : () => key;
  return {
    header: header === false ? undefined : header,
    key: (attempt) => check(make(attempt), 'a function that returns a string'),
  };
}
