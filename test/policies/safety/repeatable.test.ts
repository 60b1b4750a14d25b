/** Whether an attempt may be run again, told from what it sent. */
import { expect, test } from 'vitest';
import type { RequestRecord } from '../../../src/attempt/record.js';
import type { AttemptScope } from '../../../src/attempt.js';
import { type Outcome, rejected, returned, threw } from '../../../src/outcome.js';
import { enter, isRepeatable, leave } from '../../../src/policies/safety/repeatable.js';
import type { Scope } from '../../../src/scope.js';
import { newAttempt } from '../attempts.js';
import { answered, broken, refused } from '../endings.js';

const attempt = (requests?: RequestRecord[], parent?: Scope): AttemptScope => {
  return Object.assign(newAttempt(parent), { requests });
};

const ok = { status: 200, headers: {} };
const get = (more: Partial<RequestRecord> = {}): RequestRecord => ({ method: 'GET', url: '/', ...more });
const post = (more: Partial<RequestRecord> = {}): RequestRecord => ({ ...get(more), method: 'POST' });

const bug = threw(new Error('a bug'));

test.each<[string, RequestRecord, boolean]>([
  ['a GET without an answer', get(), true],
  ['a GET that was reset', get({ failure: 'reset' }), true],
  ['a POST without an answer', post(), false],
  ['a POST that was reset', post({ failure: 'reset' }), false],
  ['a POST that was done', post({ response: { status: 201, headers: {} } }), false],
  ['a POST that failed', post({ response: { status: 503, headers: {} } }), false],
  ['a POST to a host that is not known', post({ failure: 'dns' }), true],
  ['a POST to a server that is not there', post({ failure: 'connect' }), true],
  ['a POST that was one too many', post({ response: { status: 429, headers: {} } }), true],
  [
    'a POST that has to come back later',
    post({ response: { status: 503, headers: { 'retry-after': '1' } } }),
    true,
  ],
  [
    'a POST that failed and names a time',
    post({ response: { status: 500, headers: { 'retry-after': '1' } } }),
    false,
  ],
])('after %s', (_, request, expected) => {
  const { response } = request;
  const outcome =
    response === undefined ? broken('ECONNRESET') : threw(Object.assign(new Error(), { response }));
  expect(isRepeatable(outcome, attempt([request]))).toBe(expected);
  // One that may be repeated does not make up for one that may not.
  expect(isRepeatable(outcome, attempt([get({ response: ok }), request]))).toBe(expected);
  expect(isRepeatable(outcome, attempt([request, get({ response: ok }), request]))).toBe(expected);
});

test('with an idempotency key everything may be repeated', () => {
  const keyed = attempt([post({ failure: 'reset' })]);
  keyed.call.idempotency = { header: 'Idempotency-Key', key: () => 'x' };
  expect(isRepeatable(broken('ECONNRESET', 'POST'), keyed)).toBe(true);
});

test.each<[string, Outcome, boolean]>([
  ['GET', broken('ECONNRESET', 'GET'), true],
  ['get', broken('ECONNRESET', 'get'), true],
  ['POST', broken('ECONNRESET', 'POST'), false],
  ['no method', broken('ECONNRESET'), false],
  ['nothing that is known', bug, false],
  ['a POST to a host that is not known', broken('ENOTFOUND', 'POST'), true],
  ['a POST to a server that is not there', broken('ECONNREFUSED', 'POST'), true],
  ['a POST that was one too many', refused(429, {}, 'POST'), true],
  ['a POST that has to come back later', refused(503, { 'Retry-After': '1' }, 'POST'), true],
  ['a POST that failed', refused(503, {}, 'POST'), false],
  ['a POST whose answer came back', answered(503, {}, 'POST'), false],
])('a client that reports no requests: %s is told by the outcome', (_, outcome, expected) => {
  expect(isRepeatable(outcome, attempt())).toBe(expected);
  expect(isRepeatable(outcome, {} as never)).toBe(expected);
});

test('requests that were all answered say nothing of another that failed elsewhere', () => {
  const sent = () => attempt([get({ response: ok })]);
  expect(isRepeatable(broken('ECONNRESET', 'GET'), sent())).toBe(false);
  expect(isRepeatable(broken('ECONNREFUSED', 'POST'), sent())).toBe(true);
  expect(isRepeatable(refused(429), sent())).toBe(true);
  expect(isRepeatable(refused(500), sent())).toBe(false);
  const byGot = (method: string) =>
    rejected(returned({ statusCode: 500, headers: {}, request: { options: { method } } }), 'status');
  expect(isRepeatable(byGot('POST'), sent())).toBe(false);
  expect(isRepeatable(byGot('GET'), sent())).toBe(true);
  // The kept connection that had gone was replaced, and what was sent again was answered.
  const replayed = attempt([get({ failure: 'reset', replayed: true }), get({ response: ok })]);
  expect(isRepeatable(broken('ECONNRESET'), replayed)).toBe(false);
});

test('they do where it is one of them that failed, or that is refused', () => {
  const failed = broken('ECONNRESET');
  expect(isRepeatable(failed, attempt([get({ response: ok }), get({ failure: 'reset' })]))).toBe(true);
  expect(isRepeatable(failed, attempt([get({ response: ok }), get()]))).toBe(true);
  expect(isRepeatable(failed, attempt([get({ response: ok, failure: 'truncated' })]))).toBe(true);
  const outcome = refused(500);
  expect(isRepeatable(outcome, attempt([get({ response: outcome.response })]))).toBe(true);
  expect(isRepeatable(rejected(bug, 'rejected'), attempt([get({ response: ok })]))).toBe(true);
  const business = rejected(returned({ status: 503, headers: {} }), 'status');
  expect(isRepeatable(business, attempt([get({ response: ok })]))).toBe(true);
});

test('what is sent inside of an attempt is sent on its behalf, while it runs and afterwards', () => {
  const outer = attempt();
  const inner = attempt([], outer);
  enter(inner);
  expect(isRepeatable(broken('ECONNRESET', 'GET'), outer)).toBe(true);
  inner.requests?.push(post());
  expect(isRepeatable(broken('ECONNRESET', 'GET'), outer)).toBe(false);
  leave(inner);
  expect(outer.inside?.running.size).toBe(0);
  expect(isRepeatable(broken('ECONNRESET', 'GET'), outer)).toBe(false);
});

test('of the requests of what is over, those are kept that tell whether it may be repeated', () => {
  const outer = attempt();
  const over = (...requests: RequestRecord[]) => {
    const inner = attempt(requests, outer);
    enter(inner);
    leave(inner);
    return outer.inside?.requests;
  };
  const [done, failed, last] = [post({ response: ok }), get({ failure: 'reset' }), get({ response: ok })];
  expect(over(get({ response: ok }), failed, get({ response: ok }))).toEqual([failed, get({ response: ok })]);
  expect(over(get({ response: ok }), done, post({ response: ok }), last)).toEqual([done, failed, last]);
  expect(over(last)?.map((each) => [done, failed, last].indexOf(each))).toEqual([0, 1, 2]);
});

test('an attempt with none around it, or that never began, leaves nothing behind', () => {
  const alone = attempt([post()]);
  enter(alone);
  leave(alone);
  const outer = attempt();
  const other = attempt([post()], outer);
  leave(other);
  expect(outer.inside).toBeUndefined();
  enter(other);
  leave(other);
  leave(other);
  expect(outer.inside?.requests).toEqual([post()]);
  leave(attempt([get()], outer));
  expect(outer.inside?.requests).toEqual([post()]);
});
