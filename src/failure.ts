import {
  AuthenticationError,
  ConnectTimeoutError,
  CooldownError,
  HoldfastError,
  QueueTimeoutError,
  ResponseRejectedError,
  TimeoutError,
} from './errors.js';

/** How an attempt failed, whatever client made the request. */
export type Failure =
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'protocol'
  | 'truncated'
  | 'status'
  | 'rejected'
  | 'aborted'
  | 'thrown';

/** Error codes of Node, OpenSSL, undici and axios that name a failure by themselves. */
const BY_CODE: Readonly<Record<string, Failure>> = Object.freeze({
  __proto__: null as never,
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  EHOSTDOWN: 'connect',
  ENETUNREACH: 'connect',
  ENETDOWN: 'connect',
  EADDRNOTAVAIL: 'connect',
  UND_ERR_CONNECT_TIMEOUT: 'connect',
  ERR_SOCKET_CONNECTION_TIMEOUT: 'connect',
  ERR_TLS_HANDSHAKE_TIMEOUT: 'connect',
  ETIMEDOUT: 'timeout',
  ESOCKETTIMEDOUT: 'timeout',
  ECONNABORTED: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ERR_HTTP2_STREAM_CANCEL: 'reset',
  ERR_HTTP2_STREAM_ERROR: 'reset',
  ERR_HTTP2_SESSION_ERROR: 'reset',
  ERR_HTTP2_GOAWAY_SESSION: 'reset',
  ERR_STREAM_PREMATURE_CLOSE: 'truncated',
  ERR_HTTP_CONTENT_LENGTH_MISMATCH: 'truncated',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'truncated',
  Z_BUF_ERROR: 'truncated',
  Z_DATA_ERROR: 'protocol',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  ERR_HOLDFAST_CONTENT_ENCODING: 'protocol',
  // It would be too large again.
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'thrown',
  EPROTO: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  HOSTNAME_MISMATCH: 'tls',
  INVALID_CA: 'tls',
  INVALID_PURPOSE: 'tls',
  PATH_LENGTH_EXCEEDED: 'tls',
  ERR_CANCELED: 'aborted',
  ABORT_ERR: 'aborted',
});

const BY_CODE_PREFIX: readonly (readonly [RegExp, Failure])[] = [
  [/^HPE_/, 'protocol'],
  [/^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|UNABLE_TO_)/, 'tls'],
];

/** Node's messages begin with the call that failed. Axios keeps them, but not `syscall`. */
const BY_SYSTEM_CALL: readonly (readonly [RegExp, Failure])[] = [
  [/^(getaddrinfo|query[A-Z]\w*) E/, 'dns'],
  [/^connect E/, 'connect'],
];

const BY_NAME: Readonly<Record<string, Failure>> = Object.freeze({
  __proto__: null as never,
  AbortError: 'aborted',
  CanceledError: 'aborted',
  TimeoutError: 'timeout',
});

type ErrorShape = {
  code?: unknown;
  name?: unknown;
  message?: unknown;
  syscall?: unknown;
  cause?: unknown;
  errors?: unknown;
  response?: unknown;
  request?: { socket?: { readableEnded?: boolean } };
};

/** Causes nest a few deep; anything longer is a mistake or an attack. */
const DEEPEST_CAUSE = 16;

/** An error, then what it was made of: the errors of an `AggregateError`, then its `cause`, and so on down. */
export function* causes(error: unknown): Generator<unknown> {
  const seen = new Set<unknown>();
  let pending: unknown[] = [error];
  for (let depth = 0; depth < DEEPEST_CAUSE && pending.length > 0; depth += 1) {
    const fresh = pending.filter((link) => !seen.has(link) && seen.add(link));
    yield* fresh;
    pending = fresh.flatMap(madeOf);
  }
}

function madeOf(error: unknown): unknown[] {
  if (typeof error !== 'object' || error === null) return [];
  const { errors, cause } = error as ErrorShape;
  return [...(Array.isArray(errors) ? errors.slice(0, DEEPEST_CAUSE) : []), ...(cause ? [cause] : [])];
}

/** Which way a thrown error failed, read from the error and all it was caused by; `'thrown'` if it is none of HTTP's. */
export function failureOf(error: unknown): Failure {
  let brokeOff = false;
  for (const link of causes(error)) {
    const { name, message, code } = (link ?? {}) as ErrorShape;
    // fetch: the reply broke off, and a cause tells why; that the other side closed is what any half reply looks like.
    brokeOff ||= name === 'TypeError' && message === 'terminated';
    if (brokeOff && code === 'UND_ERR_SOCKET') return 'truncated';
    const failure = classify(link);
    if (failure !== undefined) return failure;
  }
  return brokeOff ? 'truncated' : 'thrown';
}

function classify(link: unknown): Failure | undefined {
  if (typeof link !== 'object' || link === null) return undefined;
  if (HoldfastError.is(link)) return classifyOwn(link);
  const error = link as ErrorShape;
  const message = typeof error.message === 'string' ? error.message : '';
  const code = typeof error.code === 'string' ? error.code : '';
  // The socket closed before TLS was up: Node says ECONNRESET, but nothing was sent.
  if (message.includes('before secure TLS connection was established')) return 'connect';
  // Node, axios and undici name an end in the middle of a reply by message only.
  if (message === 'aborted' && code === 'ECONNRESET') return 'truncated';
  if (message === 'stream has been aborted') return wasCutHere(error) ? 'timeout' : 'truncated';
  const called = BY_SYSTEM_CALL.find(([call]) => call.test(message))?.[1];
  if (called !== undefined) return called;
  if (error.syscall === 'connect') return 'connect';
  // Its code is that of its first error, without what that error knows.
  if (Array.isArray(error.errors)) return undefined;
  // axios: the wrapped error knows better, and a body that does not parse has a SyntaxError for a cause.
  if (code === 'ERR_BAD_RESPONSE' && error.cause instanceof SyntaxError) return 'protocol';
  if (code === 'ERR_BAD_RESPONSE' && message.startsWith('maxContentLength')) return 'thrown';
  const known = BY_CODE[code] ?? BY_CODE_PREFIX.find(([prefix]) => prefix.test(code))?.[1];
  if (known !== undefined) return known;
  if (statusOf(link) !== undefined) return 'status';
  return typeof error.name === 'string' ? BY_NAME[error.name] : undefined;
}

/** axios over http: its own timeout destroys a socket that the server has not ended. */
const wasCutHere = ({ request }: { request?: { socket?: { readableEnded?: boolean } } }): boolean =>
  request?.socket?.readableEnded === false;

function classifyOwn(error: HoldfastError): Failure | undefined {
  // It says the same as its cause, the error of the client, in other words.
  if (error.code === 'ERR_HOLDFAST_HTTP') return undefined;
  if (error instanceof ConnectTimeoutError || error instanceof QueueTimeoutError) return 'connect';
  if (error instanceof CooldownError) return 'connect';
  if (error instanceof TimeoutError) return 'timeout';
  if (error instanceof AuthenticationError && statusOf(error) !== undefined) return 'status';
  return error instanceof ResponseRejectedError ? 'rejected' : 'thrown';
}

/** The HTTP status that a response, or an error with a response, carries: axios, fetch, got and undici. */
export function statusOf(carrier: unknown): number | undefined {
  if (typeof carrier !== 'object' || carrier === null) return undefined;
  const { response } = carrier as ErrorShape;
  return ownStatus(response) ?? ownStatus(carrier);
}

function ownStatus(carrier: unknown): number | undefined {
  if (typeof carrier !== 'object' || carrier === null) return undefined;
  const { status, statusCode } = carrier as Record<string, unknown>;
  // What somebody has put on every object says nothing about this one.
  const everywhere = Object.prototype as Record<string, unknown>;
  if (typeof status === 'number' && status !== everywhere.status) return status;
  return typeof statusCode === 'number' && statusCode !== everywhere.statusCode ? statusCode : undefined;
}
