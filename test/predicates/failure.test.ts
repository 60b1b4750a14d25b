import { expect, test } from 'vitest';
import {
  AttemptTimeoutError,
  ConfigError,
  ResponseRejectedError,
  TotalTimeoutError,
} from '../../src/errors.js';
import type { Failure } from '../../src/failure.js';
import { ConnectTimeoutError, IdleTimeoutError } from '../../src/http/errors.js';
import { type Outcome, rejected, returned, threw } from '../../src/outcome.js';
import { describe, failure, networkError, timedOut } from '../../src/predicates/index.js';
import { ask } from './asking.js';

const coded = (code: string, more: object = {}) => Object.assign(new Error(code), { code, ...more });

const EXAMPLES: Readonly<Record<Failure, Outcome>> = {
  dns: threw(coded('ENOTFOUND')),
  connect: threw(coded('ECONNREFUSED')),
  tls: threw(coded('CERT_HAS_EXPIRED')),
  timeout: threw(coded('ECONNABORTED')),
  reset: threw(coded('ECONNRESET')),
  protocol: threw(coded('HPE_INVALID_CONSTANT')),
  truncated: threw(coded('ERR_STREAM_PREMATURE_CLOSE')),
  status: threw({ response: { status: 500, headers: {} } }),
  rejected: rejected(returned(1), 'rejected'),
  aborted: threw(coded('ERR_CANCELED')),
  thrown: threw(new TypeError('x is undefined')),
};
const kinds = Object.keys(EXAMPLES) as Failure[];

test.each(kinds)('%s is told from the others', (kind) => {
  const matched = kinds.filter((other) => ask(failure(kind), EXAMPLES[other]));
  expect(matched).toEqual([kind]);
});

test('several kinds are alternatives, and a success is none of them', () => {
  expect(kinds.filter((kind) => ask(failure('dns', 'tls'), EXAMPLES[kind]))).toEqual(['dns', 'tls']);
  expect(ask(failure(...kinds), returned(1))).toBe(false);
});

test('networkError is what the network did, and nothing that time or the server did', () => {
  const matched = kinds.filter((kind) => ask(networkError(), EXAMPLES[kind]));
  expect(matched).toEqual(['dns', 'connect', 'reset', 'truncated']);
  expect(ask(networkError(), returned(1))).toBe(false);
});

test.each([
  new AttemptTimeoutError('x', 1),
  new TotalTimeoutError('x', 1, { cause: coded('ECONNRESET') }),
  new ConnectTimeoutError('x', 1),
  new IdleTimeoutError('x', 1),
  new TypeError('fetch failed', { cause: new ConnectTimeoutError('x', 1) }),
  new TypeError('fetch failed', { cause: coded('UND_ERR_CONNECT_TIMEOUT') }),
  new DOMException('x', 'TimeoutError'),
  coded('ECONNABORTED'),
  coded('ETIMEDOUT'),
  coded('ETIMEDOUT', { syscall: 'connect' }),
  new AggregateError([coded('ETIMEDOUT', { syscall: 'connect' })]),
])('timedOut: %s', (error) => {
  expect(ask(timedOut(), threw(error))).toBe(true);
});

test('timedOut is no other failure', () => {
  expect(kinds.filter((kind) => ask(timedOut(), EXAMPLES[kind]))).toEqual(['timeout']);
  expect(ask(timedOut(), returned(1))).toBe(false);
  expect(ask(timedOut(), threw(new ResponseRejectedError('x', 'y', {})))).toBe(false);
});

test.each([['DNS'], ['network'], ['toString'], ['__proto__'], [''], [undefined], [7], [['dns']]])(
  'failure(%j) is refused',
  (kind) => {
    expect(() => failure(kind as never)).toThrow(ConfigError);
    expect(() => failure('dns', kind as never)).toThrow(/^failure: expected one of dns, connect, .* got /);
  },
);

test('a kind has to be named', () => {
  expect(() => failure()).toThrow(
    new ConfigError('failure: expected at least one kind of failure, got none'),
  );
});

test('they read as they were written', () => {
  expect(describe(failure('dns', 'connect'))).toBe("failure('dns', 'connect')");
  expect(describe(networkError())).toBe('networkError()');
  expect(describe(timedOut())).toBe('timedOut()');
});
