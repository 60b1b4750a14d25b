import type { ClientOptions } from 'holdfast';
import type { FaultName } from 'holdfast/faults';

/** What the caller gets, and how the last attempt failed; the attempts made; the requests that reached the server. */
export type Expected = readonly [outcome: string, attempts: number, requests: number];

/** A fault, and what becomes of a decorated GET and a decorated POST that meet it. */
export interface Case {
  readonly fault: FaultName;
  readonly params?: Readonly<Record<string, unknown>>;
  /** Below the fault's address, for those that have routes. */
  readonly path?: string;
  /** GETs that went before over the same client. */
  readonly warmUp?: number;
  /** Milliseconds before the call. */
  readonly pause?: number;
  readonly client?: ClientOptions;
  readonly get: Expected;
  readonly post: Expected;
}

const ok: Expected = ['the answer', 1, 1];
/** Three attempts where repeating is safe, and one where it is not; each reaches the server. */
const careful = (outcome: string): Pick<Case, 'get' | 'post'> => ({
  get: [outcome, 3, 3],
  post: [outcome, 1, 1],
});
/** The same, but nothing that could be called a request arrives. */
const unseen = (outcome: string): Pick<Case, 'get' | 'post'> => ({
  get: [outcome, 3, 0],
  post: [outcome, 1, 0],
});
const both = (...expected: Expected): Pick<Case, 'get' | 'post'> => ({ get: expected, post: expected });

const TIMEOUT = careful('AttemptTimeoutError (timeout)');
const REFUSED = careful('ResponseRejectedError (rejected)');
const INVALID = 'HPE_INVALID_CONSTANT (protocol)';
const CUT = careful('ERR_BAD_RESPONSE, status 200 (truncated)');
const STOPPED = both('ERR_BAD_REQUEST, status 429 (status)', 1, 1);

export const CASES: readonly Case[] = [
  // The connection is not made: nothing was sent, so a POST may go again.
  { fault: 'refused', ...both('ECONNREFUSED (connect)', 3, 0) },
  // What is recorded of a handshake that hangs is the greeting of TLS.
  { fault: 'tls-silent', ...both('AttemptTimeoutError (timeout)', 3, 3) },
  // A certificate that is wrong is wrong the next time too.
  { fault: 'tls-expired', ...both('CERT_HAS_EXPIRED (tls)', 1, 0) },
  { fault: 'tls-wrong-host', ...both('ERR_TLS_CERT_ALTNAME_INVALID (tls)', 1, 0) },
  { fault: 'tls-self-signed', ...both('DEPTH_ZERO_SELF_SIGNED_CERT (tls)', 1, 0) },
  { fault: 'tls-old-version', ...both('EPROTO (tls)', 1, 0) },
  { fault: 'tls-closed', get: ['ECONNRESET (reset)', 3, 3], post: ['ECONNRESET (reset)', 1, 1] },
  { fault: 'tls-good', get: ok, post: ok },

  // The connection is made, and no answer comes.
  { fault: 'silent', ...TIMEOUT },
  { fault: 'sleep', ...TIMEOUT },
  { fault: 'drip-5s', ...TIMEOUT },
  { fault: 'drip-30s', ...TIMEOUT },
  { fault: 'slow-header', ...TIMEOUT },
  { fault: 'close-on-connect', ...unseen('ECONNRESET (reset)') },
  { fault: 'close-on-data', ...careful('ECONNRESET (reset)') },
  { fault: 'drop-requests', params: { failrate: 1 }, ...careful('ECONNRESET (reset)') },
  { fault: 'continue-stalled', get: ok, post: ok },
  // A kept connection that has gone: the GET goes again at once and is no attempt; nobody knows about the POST.
  {
    fault: 'keep-alive-close',
    warmUp: 1,
    get: ['the answer', 1, 2],
    post: ['ECONNRESET (reset)', 1, 1],
  },
  {
    fault: 'keep-alive-close',
    params: { how: 'reset' },
    warmUp: 1,
    get: ['the answer', 1, 2],
    post: ['ECONNRESET (reset)', 1, 1],
  },
  { fault: 'goaway', params: { ms: 0, every: 1 }, warmUp: 1, get: ok, post: ok },
  { fault: 'close-ignored', warmUp: 1, get: ok, post: ok },
  { fault: 'close-ignored', params: { length: false }, ...TIMEOUT },

  // An answer comes that is no HTTP, or not all of it.
  { fault: 'garbage-on-connect', ...unseen(INVALID) },
  { fault: 'garbage-on-data', ...careful(INVALID) },
  { fault: 'long-body', ...unseen(INVALID) },
  { fault: 'large-header', ...careful('HPE_HEADER_OVERFLOW (protocol)') },
  { fault: 'stalled-body', ...TIMEOUT },
  { fault: 'endless-chunks', ...TIMEOUT },
  { fault: 'truncated-body', ...CUT },
  { fault: 'dropped-bytes', ...CUT },
  { fault: 'cut-chunks', ...CUT },
  { fault: 'gzip-garbage', ...careful('Z_DATA_ERROR (protocol)') },
  { fault: 'gzip-garbage', params: { kind: 'cut' }, ...careful('Z_BUF_ERROR (truncated)') },
  { fault: 'gzip-garbage', params: { kind: 'checksum' }, ...careful('Z_DATA_ERROR (protocol)') },
  // What is too large the first time is so the second time.
  {
    fault: 'gzip-bomb',
    client: { maxContentLength: 2 ** 20 },
    ...both('ERR_BAD_RESPONSE (thrown)', 1, 1),
  },

  // An answer comes that is HTTP, and of no use.
  { fault: 'no-content-type', get: ok, post: ok },
  { fault: 'wrong-content-type', ...careful('ERR_BAD_RESPONSE, status 200 (protocol)') },
  { fault: 'wrong-content-type', params: { type: 'text/html' }, get: ok, post: ok },
  { fault: 'unacceptable', ...REFUSED },
  { fault: 'missing-field', params: { every: 1 }, ...REFUSED },
  {
    fault: 'missing-field',
    params: { every: 2 },
    warmUp: 1,
    get: ['the answer', 2, 2],
    post: ['ResponseRejectedError (rejected)', 1, 1],
  },
  { fault: 'status', params: { status: 200 }, ...REFUSED },
  { fault: 'status', params: { status: 500 }, ...careful('ERR_BAD_RESPONSE, status 500 (status)') },
  { fault: 'status', params: { status: 503 }, ...careful('ERR_BAD_RESPONSE, status 503 (status)') },
  { fault: 'status', params: { status: 429 }, ...both('ERR_BAD_REQUEST, status 429 (status)', 3, 3) },
  { fault: 'status', params: { status: 404 }, ...both('ERR_BAD_REQUEST, status 404 (status)', 1, 1) },
  {
    fault: 'counters',
    params: { tries: 3 },
    get: ['the answer', 3, 3],
    post: ['ERR_BAD_RESPONSE, status 500 (status)', 1, 1],
  },
  { fault: 'redirect-loop', ...both('ERR_FR_TOO_MANY_REDIRECTS (thrown)', 1, 11) },
  { fault: 'redirect-loop', params: { to: 'new' }, ...both('ERR_FR_TOO_MANY_REDIRECTS (thrown)', 1, 11) },
  { fault: 'redirect-elsewhere', ...both('the answer', 1, 2) },

  // A service says when to come back, or is up and down. The longest wait that is allowed here is 50 ms.
  { fault: 'retry-after', params: { form: 'retry-after-ms', seconds: 0.02 }, ...both('the answer', 2, 2) },
  { fault: 'retry-after', params: { form: 'zero' }, ...both('the answer', 2, 2) },
  { fault: 'retry-after', params: { form: 'negative' }, ...both('the answer', 2, 2) },
  { fault: 'retry-after', params: { form: 'garbage' }, ...both('the answer', 2, 2) },
  { fault: 'retry-after', params: { form: 'past-date' }, ...both('the answer', 2, 2) },
  { fault: 'retry-after', params: { form: 'seconds' }, ...STOPPED },
  { fault: 'retry-after', params: { form: 'imf-fixdate', seconds: 60 }, ...STOPPED },
  { fault: 'retry-after', params: { form: 'far-future' }, ...STOPPED },
  // That it says so at all tells that it has not begun.
  { fault: 'retry-after', params: { form: 'zero', status: 503 }, ...both('the answer', 2, 2) },
  { fault: 'rate-limit', params: { limit: 1, window: 60_000 }, warmUp: 1, ...STOPPED },
  { fault: 'rate-limit', params: { limit: 100 }, get: ok, post: ok },
  {
    fault: 'eventual',
    get: ['ERR_BAD_REQUEST, status 404 (status)', 1, 1],
    post: ['ResponseRejectedError (rejected)', 1, 1],
  },
  {
    fault: 'flapping',
    params: { up: 1, down: 60_000 },
    warmUp: 1,
    pause: 200,
    ...both('ECONNREFUSED (connect)', 3, 0),
  },

  // Whole services, of which a route stands for the others.
  { fault: 'httpbin', path: '/status/503', ...careful('ERR_BAD_RESPONSE, status 503 (status)') },
  {
    fault: 'dummyserver',
    path: '/status?status=503',
    get: ['ERR_BAD_RESPONSE, status 503 (status)', 3, 3],
    post: ['ERR_BAD_REQUEST, status 405 (status)', 1, 1],
  },
];
