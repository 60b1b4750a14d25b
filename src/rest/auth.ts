import { ConfigError } from '../errors.js';

/** What an `Auth` may look at. */
export interface AuthRequest {
  readonly method: string;
  readonly url: string;
}

/** The headers that carry a credential, asked for anew at each attempt. */
export type Auth = (
  request: AuthRequest,
) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;

/** A credential, or what gets it. */
export type Credential = string | (() => string | Promise<string>);

/**
 * Sends `Authorization: Bearer <credential>`. A function is asked at each attempt, so that a new credential takes hold.
 *
 * @throws ConfigError for an empty credential: at once, or from the request if a function gave it
 * @example
 * bearer(() => credentials.token ?? 'none')
 */
export const bearer = (credential: Credential): Auth => authorization('bearer', 'Bearer ', credential);

/**
 * Sends `Authorization: Token token=<credential>`, as PagerDuty and older Rails applications want it.
 *
 * @throws ConfigError for an empty credential: at once, or from the request if a function gave it
 * @example
 * token('0123456789abcdef')
 */
export const token = (credential: Credential): Auth => authorization('token', 'Token token=', credential);

/**
 * Sends `Authorization: Basic ...`, in UTF-8 (RFC 7617).
 *
 * @throws ConfigError for an empty name, or one with a colon
 * @example
 * basic('ada', 'lovelace')
 */
export function basic(username: string, password: string): Auth {
  if (typeof username !== 'string' || username === '' || username.includes(':'))
    throw new ConfigError('basic: expected a name of at least one character and without a colon');
  if (typeof password !== 'string') throw new ConfigError('basic: expected a password');
  const credential = Buffer.from(`${username}:${password}`).toString('base64');
  return () => ({ authorization: `Basic ${credential}` });
}

function authorization(by: string, prefix: string, credential: Credential): Auth {
  if (typeof credential !== 'function') {
    const authorization = prefix + checked(credential, by);
    return () => ({ authorization });
  }
  return async () => ({ authorization: prefix + checked(await credential(), by) });
}

/** What is wrong with it is not shown: it may be a credential after all. */
function checked(credential: unknown, by: string): string {
  if (typeof credential === 'string' && /^[\x21-\x7e]+$/.test(credential)) return credential;
  const is = typeof credential === 'string' ? 'text that cannot be one' : typeof credential;
  const what = credential === '' ? 'the empty text' : is;
  throw new ConfigError(`${by}: expected a credential of visible ASCII characters, got ${what}`);
}
