import { isObject, read, tried } from './basics/objects.js';
import { HoldfastError, TimeoutError } from './errors.js';

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

/** A text that names a failure by itself, and the failure. */
type Names = readonly (readonly [RegExp, Failure])[];

/** The error codes of Node, OpenSSL, undici and axios. The first one that fits counts. */
const CODES: Names = [
  [/^(ENOTFOUND$|EAI_)/, 'dns'],
  [/^(ECONNREFUSED|E(HOST|NET)(UNREACH|DOWN)|EADDRNOTAVAIL)$/, 'connect'],
  [/^(UND_ERR_CONNECT|ERR_SOCKET_CONNECTION|ERR_TLS_HANDSHAKE)_TIMEOUT$/, 'connect'],
  [/^(E(SOCKET)?TIMEDOUT|ECONNABORTED|UND_ERR_(HEADERS|BODY)_TIMEOUT)$/, 'timeout'],
  [
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|ERR_HTTP2_(STREAM_CANCEL|(STREAM|SESSION)_ERROR|GOAWAY_SESSION))$/,
    'reset',
  ],
  [/^(ERR_STREAM_PREMATURE_CLOSE|(ERR_HTTP|UND_ERR_RES)_CONTENT_LENGTH_MISMATCH|Z_BUF_ERROR)$/, 'truncated'],
  [/^(HPE_.*|Z_DATA_ERROR|UND_ERR_HEADERS_OVERFLOW|ERR_HOLDFAST_CONTENT_ENCODING)$/s, 'protocol'],
  // It would be too large again.
  [/^UND_ERR_RES_EXCEEDED_MAX_SIZE$/, 'thrown'],
  [/^(EPROTO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/, 'tls'],
  [/^(CERT_|CRL_|ERR_(TLS|SSL|OSSL)_|UNABLE_TO_|(DEPTH_ZERO_)?SELF_SIGNED_CERT)/, 'tls'],
  [/^(ERR_CANCELED|ABORT_ERR)$/, 'aborted'],
];

/** Those of our own errors, by which they are known without their classes being loaded. */
const OWN_CODES: Names = [
  [/^ERR_HOLDFAST_(CONNECT_TIMEOUT|QUEUE_TIMEOUT|COOLDOWN)$/, 'connect'],
  [/^ERR_HOLDFAST_RESPONSE_REJECTED$/, 'rejected'],
];

/** Node's messages begin with the call that failed. Axios keeps them, but not `syscall`. */
const SYSTEM_CALLS: Names = [
  [/^(getaddrinfo|query[A-Z]\w*) E/, 'dns'],
  [/^connect E/, 'connect'],
];

const NAMES: Names = [
  [/^(AbortError|CanceledError)$/, 'aborted'],
  [/^TimeoutError$/, 'timeout'],
  // The fetch of Node 24 and later gives it no code.
  [/^HTTPParserError$/, 'protocol'],
];

const failureNamed = (names: Names, text: unknown): Failure | undefined =>
  typeof text === 'string' ? names.find(([name]) => name.test(text))?.[1] : undefined;

type ErrorShape = {
  code?: unknown;
  name?: unknown;
  message?: unknown;
  syscall?: unknown;
  cause?: unknown;
  errors?: unknown;
  response?: unknown;
  request?: { socket?: { readableEnded?: boolean } };
  config?: { signal?: { reason?: unknown } };
};

/** Causes nest a few deep; anything longer is a mistake or an attack. */
const DEEPEST_CAUSE = 16;

/** An error, then what it was made of: the errors of an `AggregateError`, then its `cause`, and so on down. */
export function* causes(error: unknown): Generator<unknown> {
  const seen = new Set<unknown>();
  let pending: unknown[] = [error];
  for (let depth = 1; pending.length > 0; depth += 1) {
    const fresh = pending.filter((link) => !seen.has(link) && seen.add(link));
    yield* fresh;
    pending = depth < DEEPEST_CAUSE ? fresh.flatMap((link) => madeOf(link, DEEPEST_CAUSE)) : [];
  }
}

/** What an error was made of itself: of `errors` as many as `most`, and its cause. */
export function madeOf(error: unknown, most: number): unknown[] {
  if (!isObject(error)) return [];
  const errors = read(error, 'errors');
  const cause = read(error, 'cause');
  const several = tried(() => (Array.isArray(errors) ? errors.slice(0, most) : []));
  return [...(several ?? []), ...(cause ? [cause] : [])];
}

/** Which way a thrown error failed, read from the error and all it was caused by; `'thrown'` if it is none of HTTP's. */
export function failureOf(error: unknown): Failure {
  let brokeOff = false;
  for (const link of causes(error)) {
    // fetch: the reply broke off, and a cause tells why; that the other side closed is what any half reply looks like.
    brokeOff ||= read(link, 'name') === 'TypeError' && read(link, 'message') === 'terminated';
    if (brokeOff && codeOf(link) === 'UND_ERR_SOCKET') return 'truncated';
    const failure = tried(() => classify(link));
    if (failure !== undefined) return failure;
  }
  return brokeOff ? 'truncated' : 'thrown';
}

/** What an error says of how it came about: `'ECONNRESET'`, of Node's. */
export const codeOf = (error: unknown): unknown => read(error, 'code');

function classify(link: unknown): Failure | undefined {
  if (!isObject(link)) return undefined;
  if (HoldfastError.is(link)) return classifyOwn(link);
  const error = link as ErrorShape;
  const message = typeof error.message === 'string' ? error.message : '';
  const { code } = error;
  // The socket closed before TLS was up: Node says ECONNRESET, but nothing was sent.
  if (message.includes('before secure TLS connection')) return 'connect';
  // Node, axios and undici name an end in the middle of a reply by message only.
  if (message === 'aborted' && code === 'ECONNRESET') return 'truncated';
  // axios over http: its own timeout destroys a socket that the server has not ended.
  if (message === 'stream has been aborted')
    return error.request?.socket?.readableEnded === false ? 'timeout' : 'truncated';
  const called = failureNamed(SYSTEM_CALLS, message);
  if (called !== undefined) return called;
  if (error.syscall === 'connect') return 'connect';
  // Its code is that of its first error, without what that error knows.
  if (Array.isArray(error.errors)) return undefined;
  // axios: the wrapped error knows better, and a body that does not parse has a SyntaxError for a cause.
  if (code === 'ERR_BAD_RESPONSE' && error.cause instanceof SyntaxError) return 'protocol';
  if (code === 'ERR_BAD_RESPONSE' && message.startsWith('maxContentLength')) return 'thrown';
  // axios says the same of `AbortSignal.timeout` as of a user who gives up. If that was over before there was a request,
  // it is over for all others too.
  if (
    code === 'ERR_CANCELED' &&
    (error.request || error.cause) &&
    read(error.config?.signal?.reason, 'name') === 'TimeoutError'
  )
    return 'timeout';
  const known = failureNamed(CODES, code);
  if (known !== undefined) return known;
  if (statusOf(link) !== undefined) return 'status';
  return failureNamed(NAMES, error.name);
}

/** Our own are told by their code, and time limits that have none in the table by their class. */
function classifyOwn(error: HoldfastError): Failure | undefined {
  const { code } = error;
  // It says the same as its cause, the error of the client, in other words.
  if (code === 'ERR_HOLDFAST_HTTP') return undefined;
  if (code === 'ERR_HOLDFAST_AUTHENTICATION' && statusOf(error) !== undefined) return 'status';
  return failureNamed(OWN_CODES, code) ?? (error instanceof TimeoutError ? 'timeout' : 'thrown');
}

/**
 * The HTTP status that a response, or an error with a response, carries, if it can be read: axios, fetch, got and undici; and
 * errors of the AWS SDK, in `$response` or, without one, in `$metadata`.
 */
export function statusOf(carrier: unknown): number | undefined {
  if (!isObject(carrier)) return undefined;
  // Not `tried`, for each response that a method returns is asked.
  try {
    const own = ownStatus(carrier.response) ?? ownStatus(carrier);
    return own ?? ownStatus(carrier.$response) ?? ownStatus(carrier.$metadata);
  } catch {
    return undefined;
  }
}

function ownStatus(carrier: unknown): number | undefined {
  if (!isObject(carrier)) return undefined;
  return (
    numberAt(carrier, 'status') ?? numberAt(carrier, 'statusCode') ?? numberAt(carrier, 'httpStatusCode')
  );
}

/** What somebody has put on every object says nothing about this one. */
function numberAt(carrier: Record<string, unknown>, name: string): number | undefined {
  const value = carrier[name];
  return typeof value === 'number' && value !== (Object.prototype as Record<string, unknown>)[name]
    ? value
    : undefined;
}
