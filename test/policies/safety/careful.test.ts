import { type Attempt, type Failure, type Outcome, RetryPolicy, resilient } from 'holdfast';
import { expect, test } from 'vitest';
import { threw } from '../../../src/outcome.js';
import { careful, isTransient } from '../../../src/policies/safety/careful.js';
import { noteGivenUp } from '../../../src/policies/safety/given-up.js';
import { newAttempt } from '../attempts.js';
import { broken } from '../endings.js';

const policy = new RetryPolicy();

function decides(
  method: string | undefined,
  outcome: Partial<Outcome>,
  headers: Record<string, string> = {},
): boolean {
  const whole = { ok: false, headers, request: { method }, ...outcome } as unknown as Outcome;
  return policy.start().next(whole, 0).retry;
}

/** The table of the README: how the attempt failed, and what becomes of a safe and of an unsafe one. */
const TABLE: [
  what: string,
  outcome: Partial<Outcome>,
  safe: boolean,
  unsafe: boolean,
  headers?: Record<string, string>,
][] = [
  ...(['dns', 'connect'] as Failure[]).map((failure) => [failure, { failure }, true, true] as never),
  ['429', { failure: 'status', status: 429 }, true, true],
  ['503 with Retry-After', { failure: 'status', status: 503 }, true, true, { 'retry-after': '1' }],
  ['503 without', { failure: 'status', status: 503 }, true, false],
  ...(['timeout', 'reset', 'truncated', 'protocol', 'rejected'] as Failure[]).map(
    (failure) => [failure, { failure }, true, false] as never,
  ),
  ...[408, 425, 500, 502, 504, 520, 521, 522, 523, 524].map(
    (status) => [String(status), { failure: 'status', status }, true, false] as never,
  ),
  ...(['tls', 'aborted', 'thrown'] as Failure[]).map(
    (failure) => [failure, { failure }, false, false] as never,
  ),
  ...[400, 401, 403, 404, 405, 409, 410, 418, 422, 501, 505, 507, 511, 525].map(
    (status) => [String(status), { failure: 'status', status }, false, false] as never,
  ),
];

test.each(TABLE)('%s', (_, outcome, safe, unsafe, headers) => {
  // A response with the status, as the client would report it to the predicates.
  const response =
    outcome.status === undefined ? undefined : { status: outcome.status, headers: headers ?? {} };
  const failed = { ...outcome, response };
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY']) {
    expect(decides(method, failed, headers), method).toBe(safe);
  }
  for (const method of ['POST', 'PATCH', 'LINK', undefined]) {
    expect(decides(method, failed, headers), String(method)).toBe(unsafe);
  }
});

test('x-should-retry overrides the status, but does not make an unsafe method safe', () => {
  const no = { 'x-should-retry': 'false' };
  const yes = { 'x-should-retry': 'true' };
  expect(decides('GET', { failure: 'status', status: 503 }, no)).toBe(false);
  expect(decides('GET', { failure: 'status', status: 409 }, yes)).toBe(true);
  expect(decides('POST', { failure: 'status', status: 409 }, yes)).toBe(false);
});

test('x-should-retry: false holds for what was refused too', () => {
  const response = (headers: Record<string, string>) => ({
    failure: 'rejected' as const,
    response: { status: 200, headers },
  });
  expect(decides('GET', response({}))).toBe(true);
  expect(decides('GET', response({}), { 'x-should-retry': 'false' })).toBe(false);
  expect(decides('GET', response({}), { 'x-should-retry': 'true' })).toBe(true);
  // Also where the rest of the response was lost.
  expect(decides('GET', { failure: 'truncated' }, { 'x-should-retry': 'false' })).toBe(false);
});

test('what a call inside has given up on is given up', () => {
  const outer = newAttempt();
  const [mine, its] = [broken('ECONNREFUSED'), broken('ECONNREFUSED')];
  noteGivenUp(its.error, newAttempt(outer).call);
  expect([careful(mine, outer), careful(its, outer)]).toEqual([true, false]);
  expect(careful(threw(new Error('a bug')), outer)).toBe(false);
});

test('plain errors of any client are read by code and cause', async () => {
  const tries = async (error: unknown) => {
    let calls = 0;
    const fn = () => {
      calls += 1;
      throw error;
    };
    await expect(resilient({ backoff: () => 0 }).call(fn)).rejects.toBe(error);
    return calls;
  };
  expect(await tries(Object.assign(new Error('x'), { code: 'ENOTFOUND' }))).toBe(4);
  expect(
    await tries(
      new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }),
    ),
  ).toBe(4);
  const both = [
    Object.assign(new Error(), { code: 'ECONNREFUSED' }),
    Object.assign(new Error(), { code: 'ENETUNREACH' }),
  ];
  expect(await tries(new AggregateError(both))).toBe(4);
  expect(await tries(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toBe(1);
  expect(await tries(new TypeError('undefined is not a function'))).toBe(1);
  const loop: { cause?: unknown } = new Error('loop');
  loop.cause = loop;
  expect(await tries(loop)).toBe(1);
});

test('a method whose requests nobody saw is judged as unsafe', async () => {
  const seen: Attempt[] = [];
  const fn = (attempt: Attempt) => {
    seen.push(attempt);
    throw Object.assign(new Error('bad gateway'), { status: 502 });
  };
  await expect(resilient({ backoff: () => 0 }).call(fn)).rejects.toThrow('bad gateway');
  expect(seen).toHaveLength(1);
  await expect(resilient({ backoff: () => 0, idempotent: true }).call(fn)).rejects.toThrow('bad gateway');
  expect(seen).toHaveLength(5);
});

test('no status is none that may pass', () => {
  expect([isTransient(undefined), isTransient(200), isTransient(503)]).toEqual([false, false, true]);
});
