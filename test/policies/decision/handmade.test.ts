import { AxiosError, AxiosHeaders } from 'axios';
import {
  body,
  ConfigError,
  constant,
  has,
  header,
  missing,
  type Outcome,
  type OutcomeLike,
  type Predicate,
  type RetryOptions,
  RetryPolicy,
  result,
  status,
} from 'holdfast';
import { expect, test } from 'vitest';

const GET = { method: 'GET', url: 'http://localhost/items' };

const decide = (outcome: OutcomeLike, options: RetryOptions = {}) =>
  new RetryPolicy({ backoff: constant(5), ...options }).start().next(outcome, 0);

test.each([503, 429, 500])('a status of %i says enough, where the request is known', (status) => {
  expect(decide({ ok: false, status, request: GET })).toMatchObject({ retry: true, delay: 5 });
});

test('what nobody said of the request is not guessed', () => {
  expect(decide({ ok: false, status: 503 })).toMatchObject({ retry: false });
  expect(decide({ ok: false, status: 429 })).toMatchObject({ retry: true });
  expect(decide({ ok: false, status: 503, request: { method: 'POST' } })).toMatchObject({ retry: false });
});

test('a status that means nothing to the careful default does not become one that does', () => {
  expect(decide({ ok: false, status: 404, request: GET })).toMatchObject({
    retry: false,
    reason: 'status 404',
    outcome: { failure: 'status' },
  });
});

test('an error that says nothing of its own stands for the status', () => {
  expect(decide({ ok: false, status: 503, error: new Error('bad'), request: GET })).toMatchObject({
    retry: true,
  });
});

test('a response says what its status and its headers are', () => {
  const headers = { 'retry-after': '7' };
  for (const response of [new Response('', { status: 503, headers }), { status: 503, headers, data: '' }]) {
    const decision = decide({ ok: false, response, request: GET }, { maxHint: '5s' });
    expect(decision).toMatchObject({ retry: false, hint: { asked: 7_000 } });
    expect(decide({ ok: true, response, request: GET })).toMatchObject({ retry: true, reason: 'status 503' });
  }
});

test('an error without a status stays a mistake of the program', () => {
  expect(decide({ ok: false, error: new TypeError('bug'), request: GET })).toMatchObject({
    retry: false,
    reason: 'thrown',
  });
  expect(decide({ ok: false, request: GET })).toMatchObject({ retry: false, reason: 'thrown' });
});

test('an error that tells how it failed is believed', () => {
  const error = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect(decide({ ok: false, error })).toMatchObject({ retry: true, reason: 'connect' });
});

test('an error of axios brings its status, headers and request', () => {
  const config = { method: 'get', url: '/items', headers: new AxiosHeaders() };
  const response = { status: 503, headers: { 'Retry-After': '2' }, data: {}, statusText: '', config };
  const error = new AxiosError('failed', 'ERR_BAD_RESPONSE', config, {}, response);
  const decision = decide({ ok: false, error });
  expect(decision).toMatchObject({ retry: true, reason: 'status 503' });
  expect((decision as { delay: number }).delay).toBeGreaterThanOrEqual(2_000);
});

test('what was said goes before what follows', () => {
  const error = Object.assign(new Error('x'), { code: 'ECONNRESET', response: { status: 404, headers: {} } });
  const { outcome } = decide({
    ok: false,
    error,
    failure: 'timeout',
    status: 504,
    request: { method: 'put' },
  });
  expect(outcome).toMatchObject({ failure: 'timeout', status: 504, request: { method: 'PUT' } });
});

test('a status that is no refusal was rejected by somebody', () => {
  expect(decide({ ok: false, status: 200, request: GET })).toMatchObject({
    retry: true,
    outcome: { failure: 'rejected' },
  });
});

test('one from 400 on is a refusal of the server itself', () => {
  expect(decide({ ok: false, status: 400 })).toMatchObject({ outcome: { failure: 'status' } });
  expect(decide({ ok: false, status: 399 })).toMatchObject({ outcome: { failure: 'rejected' } });
});

test('a method counts in whatever case it is written', () => {
  expect(decide({ ok: false, failure: 'reset', request: { method: 'get' } })).toMatchObject({ retry: true });
});

test.each([
  ['a plain object', { 'Retry-After': '2', 'X-Cache': 'stale' }],
  ['Headers', new Headers({ 'Retry-After': '2', 'X-Cache': 'stale' })],
  ['a Map', new Map(Object.entries({ 'retry-after': '2', 'x-cache': 'stale' }))],
])('headers may be %s', (_, headers) => {
  const seen: unknown[] = [];
  const abortOn = (outcome: Outcome) => {
    seen.push(outcome.headers.get('X-Cache'), outcome.headers['x-cache']);
    return false;
  };
  const decision = decide({ ok: false, status: 503, headers }, { abortOn });
  expect((decision as { delay: number }).delay).toBeGreaterThanOrEqual(2_000);
  expect(seen).toEqual(['stale', 'stale']);
});

test('or all that a reader of them needs', () => {
  const headers = { get: (name: string) => (name === 'retry-after' ? '2' : undefined) };
  const decision = decide({ ok: false, status: 503, headers });
  expect((decision as { delay: number }).delay).toBeGreaterThanOrEqual(2_000);
});

test('a header may be called get', () => {
  const headers = { get: 'it', 'Retry-After': '2' };
  const abortOn = (outcome: Outcome) => outcome.headers.get('x-cache') === 'stale';
  const decision = decide({ ok: false, status: 503, headers, request: GET }, { abortOn });
  expect(decision).toMatchObject({ retry: true, problem: undefined });
  expect((decision as { delay: number }).delay).toBeGreaterThanOrEqual(2_000);
});

test.each([undefined, null])('none are needed: %s', (headers) => {
  const when = (outcome: Outcome) => outcome.headers.get('retry-after') === undefined;
  const outcome = { ok: false, status: 404, headers } as OutcomeLike;
  expect(decide(outcome, { retryOn: when })).toMatchObject({ retry: true });
});

test('a value is its own body, as that of a method', () => {
  const value = { summary: 'x' };
  expect(decide({ ok: true, value }, { retryOn: has('summary') })).toMatchObject({ retry: true });
  expect(
    decide({ ok: true, value: 1, body: { a: 2 } }, { retryOn: body<{ a: number }>((b) => b.a === 2) }),
  ).toMatchObject({
    retry: true,
  });
});

test('a body that is to be read from a response of fetch is read', async () => {
  const value = new Response('{"state":"pending"}', { status: 200 });
  const retryOn = body<{ state: string }>((job) => job.state === 'pending');
  const state = new RetryPolicy({ backoff: constant(5), retryOn }).start();
  expect(await state.decide({ ok: true, value }, 0)).toMatchObject({ retry: true });
});

test('one that is good ends the call, whatever is left out', () => {
  expect(decide({ ok: true })).toMatchObject({ retry: false, reason: 'returned' });
  expect(decide({ ok: true, status: 200 })).toMatchObject({ retry: false, reason: 'status 200' });
});

test.each([undefined, null, 503, 'failed'])('%j is no outcome', (value) => {
  const make = () => decide(value as never);
  expect(make).toThrow(ConfigError);
  expect(make).toThrow('next: expected an outcome, got');
});

test('what somebody has put on every object was said by nobody', () => {
  const everywhere = Object.prototype as { failure?: unknown; request?: unknown };
  Object.assign(everywhere, { failure: 'connect', request: GET });
  try {
    expect(decide({ ok: false, status: 503 })).toMatchObject({
      retry: false,
      outcome: { failure: 'status' },
    });
  } finally {
    delete everywhere.failure;
    delete everywhere.request;
  }
});

test('what was handed over is left as it was', () => {
  const outcome = Object.freeze({ ok: false, status: 503, request: Object.freeze({ method: 'get' }) });
  decide(outcome);
  expect(outcome).toEqual({ ok: false, status: 503, request: { method: 'get' } });
});

test('a predicate that is asked by itself needs no more than what it reads', () => {
  const asked = (predicate: Predicate, outcome: object) => predicate(outcome as Outcome, {} as never);
  expect(asked(missing('id'), { status: 200, body: {} })).toBe(true);
  expect(asked(missing('id'), { status: 200, body: { id: 1 } })).toBe(false);
  expect(asked(missing('id'), { status: 500, body: {} })).toBe(false);
  expect(
    asked(
      result((v) => v === 3),
      { value: 3 },
    ),
  ).toBe(true);
  expect(
    asked(
      result(() => true),
      { ok: false, error: new Error('x') },
    ),
  ).toBe(false);
});

test('headers in any case, of a Map too, are found by a predicate that is asked by itself', () => {
  const headers = new Map([['x-cache', 'stale']]);
  expect(header('X-Cache', 'stale')({ headers } as unknown as Outcome, {} as never)).toBe(true);
  expect(status(503)({ status: 503 } as Outcome, {} as never)).toBe(true);
});
