import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns';
import { once } from 'node:events';
import { connect, type LookupFunction, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { AxiosError } from 'axios';
import { generate } from 'selfsigned';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  AttemptTimeoutError,
  BodyNotReplayableError,
  ConfigError,
  HoldfastError,
  ResponseRejectedError,
  TotalTimeoutError,
} from '../src/errors.js';
import { causes, type Failure, failureOf, statusOf } from '../src/failure.js';
import {
  ConnectTimeoutError,
  CooldownError,
  IdleTimeoutError,
  QueueTimeoutError,
} from '../src/http/errors.js';
import { AuthenticationError } from '../src/policies/reauthenticate/authentication-error.js';
import { CLIENTS, type ClientName, type Target } from './support/clients.js';
import { whilePolluted } from './support/pollute.js';
import { hang, reply, type Step, serve, serveRaw, truncate } from './support/server.js';

/*
 * Real errors: a fault, and what each client's error is taken for. Some clients do not notice some faults; the rows
 * then name those that do.
 */

type OfEach = Partial<Record<ClientName, Failure>>;
type Expected = Failure | OfEach;

const ofEach = (kind: Failure, among: readonly ClientName[]): OfEach =>
  Object.fromEntries(among.map((client) => [client, kind]));

const AXIOS: readonly ClientName[] = [
  'axios',
  'axios without redirects',
  'attached axios',
  'axios over fetch',
];
const OVER_FETCH: readonly ClientName[] = ['axios over fetch', 'fetch'];

type Row = readonly [fault: string, target: () => Target | Promise<Target>, expected: Expected];

async function check(target: Target, expected: Expected): Promise<void> {
  const among = typeof expected === 'string' ? (Object.keys(CLIENTS) as ClientName[]) : Object.keys(expected);
  const asked = among.map(async (name) => {
    const error = await CLIENTS[name as ClientName](target).then(
      () => expect.fail(`${name} noticed nothing`),
      (error) => error,
    );
    return [name, failureOf(error)];
  });
  expect(Object.fromEntries(await Promise.all(asked))).toEqual(
    typeof expected === 'string' ? ofEach(expected, among as ClientName[]) : expected,
  );
}

const table = (title: string, rows: readonly Row[]) =>
  describe(title, () => {
    test.each(rows)('%s', async (_, target, expected) => check(await target(), expected));
  });

/** Something befalls the connection as soon as it is there. */
const onConnect = (fault: (socket: Socket) => unknown) => async () => {
  const { url } = await serveRaw(fault);
  return { url };
};

/** Something befalls the connection once the request is there. */
const onRequest = (fault: (socket: Socket) => unknown) =>
  onConnect((socket) => socket.once('data', () => fault(socket)));

const saying = (bytes: string | Buffer) => onRequest((socket) => socket.end(bytes));

const head = (...headers: string[]): string => ['HTTP/1.1 200 OK', ...headers, '', ''].join('\r\n');
const HALF = `${head('Content-Length: 100')}half`;

const withTls = (target: () => Promise<Target>) => async (): Promise<Target> => {
  const { url } = await target();
  return { url: url.replace('http:', 'https:') };
};

const nothingListens = async (): Promise<Target> => {
  const server = await serveRaw(() => {});
  await server.stop();
  return { url: server.url };
};

/** A name that stands for these addresses. */
const named = ({ url }: Target, ...addresses: string[]): Target => ({
  url: url.replace('127.0.0.1', 'todo.test'),
  lookup: ((_name: string, _options: object, callback: (...answer: unknown[]) => void) => {
    const found = addresses.map((address) => ({ address, family: 4 }));
    callback(null, found);
  }) as LookupFunction,
});

/** A port that takes no more connections: its queue is full, and nobody empties it. */
async function deaf(): Promise<Target> {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(
    `const { workerData: gate, parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer();
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setImmediate(() => { Atomics.wait(gate, 0, 0); process.exit(); });
     });`,
    { eval: true, workerData: gate },
  );
  const [port] = await once(worker, 'message');
  const queue = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  onTestFinished(async () => {
    for (const socket of queue) socket.destroy();
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    await once(worker, 'exit');
  });
  await Promise.all(queue.slice(0, 2).map((socket) => once(socket, 'connect')));
  return { url: `http://127.0.0.1:${port}` };
}

table('where no connection comes about', [
  ['nothing listens', nothingListens, 'connect'],
  [
    'nothing listens at any of several addresses',
    async () => named(await nothingListens(), '127.0.0.1', '127.0.0.2'),
    'connect',
  ],
  [
    'the first address is deaf, and nothing listens at the other',
    async () => named(await deaf(), '127.0.0.1', '127.0.0.2'),
    'connect',
  ],
]);

/** A name server that answers every question with this code; undefined: never. */
async function nameServer(code: number | undefined): Promise<Target> {
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    if (code === undefined) return;
    const answer = Buffer.from(question);
    answer.writeUInt16BE(0x8180 + code, 2);
    socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return asking(socket.address().port);
}

/** Names are looked up by a resolver that asks the name server at this port, as some applications do. */
function asking(port: number): Target {
  const resolver = new Resolver({ timeout: 100, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  const lookup = ((name: string, _options: object, callback: (...answer: unknown[]) => void) => {
    resolver.resolve4(name, (error, found) => callback(error, found));
  }) as LookupFunction;
  return { url: 'http://todo.test/', lookup };
}

table('where the name leads nowhere', [
  // No name server is asked for a name that cannot exist.
  ['the system knows no such name', () => ({ url: 'http://todo..test/' }), 'dns'],
  ['the name server knows no such name', () => nameServer(3), 'dns'],
  ['the name server knows no address', () => nameServer(0), 'dns'],
  ['the name server fails', () => nameServer(2), 'dns'],
  ['the name server refuses', () => nameServer(5), 'dns'],
  ['the name server is silent', () => nameServer(undefined), 'dns'],
  ['there is no name server', async () => asking(Number(new URL((await nothingListens()).url).port)), 'dns'],
]);

table('where the connection breaks', [
  ['it is closed at once', onConnect((socket) => socket.end()), 'reset'],
  ['it is closed in place of a reply', onRequest((socket) => socket.end()), 'reset'],
  ['it is reset in place of a reply', onRequest((socket) => socket.resetAndDestroy()), 'reset'],
  ['it is closed within the head', saying('HTTP/1.1 200 OK\r\nContent-'), 'reset'],
  ['it is closed within the body', saying(HALF), 'truncated'],
  [
    'it is closed before the last chunk',
    saying(`${head('Transfer-Encoding: chunked')}4\r\nhalf\r\n`),
    'truncated',
  ],
  [
    'it is reset within the body',
    // In a turn in which this process has read the half before: both at once look like an end.
    onRequest((socket) =>
      socket.write(HALF, () => setTimeout(() => setImmediate(() => socket.resetAndDestroy()), 20)),
    ),
    'reset',
  ],
]);

table('where the reply makes no sense', [
  ['it is no HTTP', saying('foo bar'), 'protocol'],
  ['it comes before the request', onConnect((socket) => socket.end('foo bar')), 'protocol'],
  ['a header is malformed', saying(head('no colon')), 'protocol'],
  [
    'it has two lengths',
    saying(head('Content-Length: 1', 'Content-Length: 2')),
    // From Node 22 on, fetch says what it says of a body that is too short.
    {
      ...ofEach('protocol', Object.keys(CLIENTS) as ClientName[]),
      ...(Number.parseInt(process.versions.node, 10) >= 22 && ofEach('truncated', OVER_FETCH)),
    },
  ],
  ['its head is endless', saying(head(`Cookie: ${'x'.repeat(70_000)}`)), 'protocol'],
  ['a chunk has no size', saying(`${head('Transfer-Encoding: chunked')}zz\r\n`), 'protocol'],
  [
    'a later chunk has no size',
    saying(`${head('Transfer-Encoding: chunked')}4\r\nhalf\r\nzz\r\n`),
    'protocol',
  ],
  [
    'it is not compressed as it says',
    saying(`${head('Content-Encoding: gzip', 'Content-Length: 4')}half`),
    ofEach('protocol', [...AXIOS, 'fetch']),
  ],
  [
    'its compressed body is damaged',
    () => {
      const body = gzipSync('a text that is worth compressing '.repeat(100));
      body.fill(0xff, 20, 40);
      const start = head('Content-Encoding: gzip', `Content-Length: ${body.length}`);
      return saying(Buffer.concat([Buffer.from(start), body]))();
    },
    ofEach('protocol', [...AXIOS, 'fetch']),
  ],
  [
    'its body is not JSON, and should be',
    async () => ({
      ...(await saying(`${head('Content-Type: application/json', 'Content-Length: 4')}half`)()),
      config: { responseType: 'json' as const, transitional: { silentJSONParsing: false } },
    }),
    ofEach('protocol', AXIOS),
  ],
  [
    'it is longer than axios may read',
    async () => ({
      ...(await saying(`${head('Content-Length: 4')}half`)()),
      config: { maxContentLength: 2 },
    }),
    ofEach('thrown', AXIOS),
  ],
  [
    'it is longer than fetch may read',
    async () => ({ ...(await saying(`${head('Content-Length: 4')}half`)()), agent: { maxResponseSize: 2 } }),
    ofEach('thrown', OVER_FETCH),
  ],
]);

interface Certified {
  readonly certificate?: Parameters<typeof generate>[1];
  readonly address?: string;
  readonly usage?: object;
  readonly step?: Step;
}

/** A server with a certificate of its own making, which is good unless told otherwise; its own authority is trusted. */
const certified =
  ({ certificate, address = '127.0.0.1', usage, step = reply(200) }: Certified = {}) =>
  async (): Promise<Required<Pick<Target, 'url' | 'ca'>>> => {
    const names = { name: 'subjectAltName', altNames: [{ type: 7, ip: address }] };
    const extensions = [names, ...(usage ? [usage] : [])] as never;
    const subject = [{ name: 'commonName', value: 'todo.test' }];
    const { private: key, cert } = await generate(subject, { keyType: 'ec', extensions, ...certificate });
    const { url } = await serve(step, { key, cert });
    return { url, ca: cert };
  };

const year = (n: number): Date => new Date(Date.UTC(n, 0));

test('a good certificate is none of these', async () => {
  const target = await certified()();
  await Promise.all(Object.values(CLIENTS).map((client) => client(target)));
});

table('where TLS fails', [
  ['the authority is not trusted', async () => ({ url: (await certified()()).url }), 'tls'],
  [
    'the certificate has expired',
    certified({ certificate: { notBeforeDate: year(2020), notAfterDate: year(2021) } }),
    'tls',
  ],
  [
    'the certificate is of the future',
    certified({ certificate: { notBeforeDate: year(2090), notAfterDate: year(2091) } }),
    'tls',
  ],
  ['the certificate is for another host', certified({ address: '127.0.0.9' }), 'tls'],
  [
    'the certificate is for another purpose',
    certified({ usage: { name: 'extKeyUsage', clientAuth: true } }),
    'tls',
  ],
  ['the server speaks plain HTTP', withTls(saying('HTTP/1.1 400 Bad Request\r\n\r\n')), 'tls'],
  ['the connection is closed at once', withTls(onConnect((socket) => socket.end())), 'connect'],
  ['the connection is closed in the handshake', withTls(onRequest((socket) => socket.end())), 'connect'],
  ['the reply is cut off', certified({ step: truncate() }), 'truncated'],
  // The error does not tell that the handshake was not over: to be on the safe side, the request may have arrived.
  [
    'the connection is reset in the handshake',
    withTls(onRequest((socket) => socket.resetAndDestroy())),
    'reset',
  ],
]);

const silent = async (): Promise<Target> => ({ url: (await serve(hang())).url });
const stalling = onRequest((socket) => socket.write(HALF));

table('where time runs out', [
  [
    'axios waits for a reply',
    async () => ({ ...(await silent()), config: { timeout: 50 } }),
    ofEach('timeout', AXIOS),
  ],
  [
    'axios waits for a reply, and says so clearly',
    async () => ({
      ...(await silent()),
      config: { timeout: 50, transitional: { clarifyTimeoutError: true } },
    }),
    ofEach('timeout', AXIOS),
  ],
  [
    'axios waits for the rest of a reply',
    async () => ({ ...(await stalling()), config: { timeout: 50 } }),
    ofEach('timeout', AXIOS),
  ],
  [
    'fetch waits for the rest of a reply',
    // Its timers are coarse: this takes a second.
    async () => ({ ...(await stalling()), agent: { bodyTimeout: 1 } }),
    ofEach('timeout', OVER_FETCH),
  ],
  [
    "a signal's time is over",
    async () => ({ ...(await silent()), signal: () => AbortSignal.timeout(20) }),
    // Node drops the reason of a signal: nobody can tell that it was time.
    { ...ofEach('timeout', AXIOS), fetch: 'timeout' },
  ],
]);

/** A signal that aborts once the request is under way. */
const aborting = (reason?: unknown) => () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 20);
  return controller.signal;
};

/** These clients throw an error of their own, whatever the user gives for a reason; fetch throws the reason itself. */
const HAVE_AN_ABORT_ERROR: readonly ClientName[] = [...AXIOS, 'node:http'];

table('where the user gives up', [
  ['before the request', async () => ({ ...(await silent()), signal: () => AbortSignal.abort() }), 'aborted'],
  ['before the reply', async () => ({ ...(await silent()), signal: aborting() }), 'aborted'],
  ['within the reply', async () => ({ ...(await stalling()), signal: aborting() }), 'aborted'],
  [
    'for a reason',
    async () => ({ ...(await silent()), signal: aborting(new Error('the user left')) }),
    { ...(ofEach('aborted', HAVE_AN_ABORT_ERROR) as object), fetch: 'thrown' },
  ],
  [
    'for a reason within the reply',
    async () => ({ ...(await stalling()), signal: aborting(new Error('the user left')) }),
    { ...(ofEach('aborted', HAVE_AN_ABORT_ERROR) as object), fetch: 'thrown' },
  ],
  [
    'for a reason that sounds like a broken connection',
    async () => ({ ...(await silent()), signal: aborting(new Error('aborted')) }),
    { ...(ofEach('aborted', HAVE_AN_ABORT_ERROR) as object), fetch: 'thrown' },
  ],
  [
    'for a reason that sounds like a broken reply',
    async () => ({ ...(await silent()), signal: aborting(new Error('terminated')) }),
    { ...(ofEach('aborted', HAVE_AN_ABORT_ERROR) as object), fetch: 'thrown' },
  ],
  [
    'for a reason that is no error',
    async () => ({ ...(await silent()), signal: aborting('stop') }),
    { ...(ofEach('aborted', HAVE_AN_ABORT_ERROR) as object), fetch: 'thrown' },
  ],
]);

table('where the server or the program is to blame', [
  ['the server fails', async () => ({ url: (await serve(reply(500))).url }), ofEach('status', AXIOS)],
  ['the request is refused', async () => ({ url: (await serve(reply(404))).url }), ofEach('status', AXIOS)],
  [
    'it redirects for ever',
    async () => ({ url: (await serve(reply(302, '', { location: '/' }))).url }),
    ofEach('thrown', ['axios', 'axios over fetch', 'fetch']),
  ],
  ['the address is none', () => ({ url: 'http://:80' }), 'thrown'],
  ['the protocol is unknown', () => ({ url: 'gopher://127.0.0.1/' }), 'thrown'],
]);

/* What cannot be made here: errors as they are reported by others, or made by hand. */

const coded = (code: unknown, more: object = {}): Error => Object.assign(new Error('x'), { code, ...more });

test.each([
  ['EAI_AGAIN', 'dns'],
  ['EAI_FAIL', 'dns'],
  ['EAI_NODATA', 'dns'],
  ['EAI_NONAME', 'dns'],
  ['EHOSTUNREACH', 'connect'],
  ['EHOSTDOWN', 'connect'],
  ['ENETUNREACH', 'connect'],
  ['ENETDOWN', 'connect'],
  ['EADDRNOTAVAIL', 'connect'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connect'],
  ['ERR_SOCKET_CONNECTION_TIMEOUT', 'connect'],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', 'connect'],
  ['ESOCKETTIMEDOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['EPIPE', 'reset'],
  ['ERR_HTTP2_STREAM_CANCEL', 'reset'],
  ['ERR_HTTP2_STREAM_ERROR', 'reset'],
  ['ERR_HTTP2_SESSION_ERROR', 'reset'],
  ['ERR_HTTP2_GOAWAY_SESSION', 'reset'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'truncated'],
  ['ERR_HTTP_CONTENT_LENGTH_MISMATCH', 'truncated'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'truncated'],
  ['Z_BUF_ERROR', 'truncated'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls'],
  ['CERT_REVOKED', 'tls'],
  ['CRL_HAS_EXPIRED', 'tls'],
  ['INVALID_CA', 'tls'],
  ['PATH_LENGTH_EXCEEDED', 'tls'],
  ['HOSTNAME_MISMATCH', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls'],
  ['ERR_OSSL_EVP_UNSUPPORTED', 'tls'],
  ['EPROTO', 'tls'],
  ['ABORT_ERR', 'aborted'],
  ['ERR_BAD_RESPONSE', 'thrown'],
  ['ERR_INVALID_URL', 'thrown'],
  ['ENOENT', 'thrown'],
  ['__proto__', 'thrown'],
  ['constructor', 'thrown'],
  ['', 'thrown'],
  [42, 'thrown'],
  [['ENOTFOUND'], 'thrown'],
] as const)('the code %s means %s', (code, failure) => {
  expect(failureOf(coded(code))).toBe(failure);
  expect(failureOf(new Error('x', { cause: coded(code) }))).toBe(failure);
});

test('ETIMEDOUT is a failure to connect only where the system says so', () => {
  expect(failureOf(coded('ETIMEDOUT', { syscall: 'connect' }))).toBe('connect');
  expect(failureOf(coded('ETIMEDOUT', { syscall: 'read' }))).toBe('timeout');
  expect(failureOf(coded('ETIMEDOUT'))).toBe('timeout');
});

test('what the system says of connecting is still known when axios has wrapped it', () => {
  for (const code of ['ETIMEDOUT', 'ECONNRESET', 'EPERM', 'EACCES']) {
    const error = Object.assign(new Error(`connect ${code} 192.0.2.1:80`), { code, syscall: 'connect' });
    expect([code, failureOf(error)]).toEqual([code, 'connect']);
    expect([code, failureOf(AxiosError.from(error))]).toEqual([code, 'connect']);
  }
});

test.each([
  ['AbortError', 'aborted'],
  ['CanceledError', 'aborted'],
  ['TimeoutError', 'timeout'],
  ['HTTPParserError', 'protocol'],
  ['TypeError', 'thrown'],
  ['constructor', 'thrown'],
  [['AbortError'], 'thrown'],
])('the name %s means %s', (name, failure) => {
  expect(failureOf(Object.assign(new Error('x'), { name }))).toBe(failure);
});

test('what does not parse is the fault of the server only where axios says so', () => {
  const cause = new SyntaxError('Unexpected token');
  expect(failureOf(coded('ERR_BAD_RESPONSE', { cause }))).toBe('protocol');
  expect(failureOf(coded('ERR_OF_OURS', { cause }))).toBe('thrown');
  expect(failureOf(new Error('x', { cause }))).toBe('thrown');
});

test('what is longer than axios may read was thrown here, whatever status it has', () => {
  const more = { response: { status: 200 } };
  const tooLong = new Error('maxContentLength size of 2 exceeded');
  expect(failureOf(Object.assign(tooLong, { code: 'ERR_BAD_RESPONSE', ...more }))).toBe('thrown');
  expect(failureOf(coded('ERR_BAD_RESPONSE', more))).toBe('status');
  expect(failureOf(Object.assign(new Error('maxContentLength'), { code: 'ERR_OF_OURS', ...more }))).toBe(
    'status',
  );
});

test('a status is known before a name is', () => {
  const error = { name: 'TimeoutError', response: { status: 504 } };
  expect(failureOf(error)).toBe('status');
});

test.each([
  [new ConnectTimeoutError('x', 1), 'connect'],
  [new QueueTimeoutError('x', 1), 'connect'],
  [new CooldownError('x', 1), 'connect'],
  [new AuthenticationError('x', { status: 401 }), 'status'],
  [new AuthenticationError('x', undefined), 'thrown'],
  [new AttemptTimeoutError('x', 1), 'timeout'],
  [new TotalTimeoutError('x', 1, { cause: coded('ENOTFOUND') }), 'timeout'],
  [new IdleTimeoutError('x', 1), 'timeout'],
  [new ResponseRejectedError('x', 'y', { value: 1 }), 'rejected'],
  [new ResponseRejectedError('x', 'y', { response: { status: 200 } }), 'rejected'],
  [new BodyNotReplayableError('x'), 'thrown'],
  [new ConfigError('x'), 'thrown'],
  [
    new (class extends HoldfastError {
      readonly code = 'ENOTFOUND';
    })('x'),
    'thrown',
  ],
] as const)('an error of our own tells by its code, or by being a time limit: %s', (error, failure) => {
  expect(failureOf(error)).toBe(failure);
  expect(failureOf(new Error('x', { cause: error }))).toBe(failure);
});

test('an error that only says in other words what its cause says tells by that', () => {
  class InOtherWords extends HoldfastError {
    readonly code = 'ERR_HOLDFAST_HTTP';
  }
  expect(failureOf(new InOtherWords('x', { cause: coded('ENOTFOUND') }))).toBe('dns');
});

test.each([
  [undefined, 'truncated'],
  [{}, 'truncated'],
  [{ socket: {} }, 'truncated'],
  [{ socket: { readableEnded: true } }, 'truncated'],
  [{ socket: { readableEnded: false } }, 'timeout'],
])('a stream was aborted by this side only if its socket has not ended: %j', (request, failure) => {
  expect(failureOf(Object.assign(new Error('stream has been aborted'), { request }))).toBe(failure);
});

test('the other side closed, or the reply broke off, which is told by what is around it', () => {
  const closed = coded('UND_ERR_SOCKET');
  expect(failureOf(closed)).toBe('reset');
  expect(failureOf(new TypeError('fetch failed', { cause: closed }))).toBe('reset');
  expect(failureOf(new TypeError('terminated', { cause: closed }))).toBe('truncated');
  expect(failureOf(new TypeError('terminated', { cause: coded('UND_ERR_BODY_TIMEOUT') }))).toBe('timeout');
});

test.each([
  undefined,
  null,
  0,
  'ECONNRESET',
  Symbol('x'),
  () => {},
  {},
  Object.create(null),
  new Error('aborted?'),
])('what says nothing of a failure was just thrown: %#', (value) => {
  expect(failureOf(value)).toBe('thrown');
});

test('the outer error knows best, then what it was made of, then what caused it', () => {
  const aggregate = new AggregateError([coded('x'), coded('ECONNREFUSED')], 'x', {
    cause: coded('ENOTFOUND'),
  });
  expect(failureOf(aggregate)).toBe('connect');
  expect(failureOf(new Error('x', { cause: new Error('y', { cause: coded('ENOTFOUND') }) }))).toBe('dns');
  expect(failureOf({ errors: 'many', cause: 0 })).toBe('thrown');
});

const walked = (error: unknown): unknown[] => [...causes(error)];

test('causes are walked from the outside in', () => {
  const [inner, first, second] = [new Error('inner'), new Error('first'), new Error('second')];
  const middle = new AggregateError([first, second], 'middle', { cause: inner });
  const outer = new Error('outer', { cause: middle });
  expect(walked(outer)).toEqual([outer, middle, first, second, inner]);
  expect(walked('text')).toEqual(['text']);
  expect(walked(new Error('x', { cause: 'text' }))).toHaveLength(2);
  expect(walked(undefined)).toEqual([undefined]);
});

test('a broken reply that was caused by itself is one', () => {
  const error = new TypeError('terminated');
  error.cause = error;
  expect(failureOf(error)).toBe('truncated');
});

test('causes that go round, too deep or too wide are walked only so far', () => {
  const round: Error = new Error('a', { cause: new Error('b') });
  (round.cause as Error).cause = round;
  expect(walked(round)).toHaveLength(2);

  const fan = new AggregateError([]);
  fan.errors = Array(10).fill(fan);
  expect(walked(fan)).toHaveLength(1);

  const deep = Array.from({ length: 100 }).reduce<unknown>((cause) => new Error('x', { cause }), undefined);
  expect(walked(deep)).toHaveLength(16);
  expect(walked(new AggregateError(Array.from({ length: 100 }, () => new Error('x'))))).toHaveLength(17);
});

test.each([
  ['a response of axios or fetch', { status: 404 }, 404],
  ['a response of got or undici', { statusCode: 404 }, 404],
  ['an error with a response', { response: { status: 404 } }, 404],
  ['an error with a response of got', { response: { statusCode: 404 }, status: 500 }, 404],
  ['an error with a status of its own', { status: 404, message: 'x' }, 404],
  ['an error whose response is only a body', { status: 404, response: { message: 'x' } }, 404],
  ['an error whose response is text', { status: 404, response: 'not found' }, 404],
  ['an error without a response', { response: undefined }, undefined],
  ['an error of the AWS SDK', { $metadata: { httpStatusCode: 404 } }, 404],
  ['one with a response', { $response: { statusCode: 404 }, $metadata: {} }, 404],
  ['an error whose response is null', { response: null, statusCode: 404 }, 404],
  ['a status in words', { status: 'active' }, undefined],
  ['text', '404', undefined],
  ['nothing', null, undefined],
  ['not even that', undefined, undefined],
] as const)('the status of %s', (_, carrier, status) => {
  expect(statusOf(carrier)).toBe(status);
});

test.each(['status', 'statusCode', 'httpStatusCode'])('a %s that every object has is none', (name) => {
  const found = whilePolluted({ [name]: 500 }, () => [
    statusOf({}),
    statusOf(new Error('x')),
    statusOf({ response: {} }),
    statusOf({ [name]: 404 }),
  ]);
  expect(found).toEqual([undefined, undefined, undefined, 404]);
});

test.each(['$response', '$metadata'])('a %s that every object has is not that of a response', (name) => {
  const found = whilePolluted({ [name]: { status: 500 } }, () => statusOf({ status: 200 }));
  expect(found).toBe(200);
});

test('a response that is its own response ends', () => {
  const carrier: Record<string, unknown> = { status: 404 };
  carrier.response = carrier;
  expect(() => statusOf(carrier)).not.toThrow();
});
