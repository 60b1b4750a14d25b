/** Predicates and what they take. Checked by tsc in both dialects, never run. */
import { type } from 'arktype';
import { AxiosError } from 'axios';
import {
  Accept,
  type Attempt,
  allOf,
  anyOf,
  body,
  errorCode,
  failure,
  HoldfastError,
  has,
  header,
  invalid,
  missing,
  networkError,
  not,
  type Outcome,
  type Predicate,
  RetryOn,
  result,
  status,
  thrown,
  timedOut,
} from 'holdfast';
import * as v from 'valibot';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';

interface Job {
  readonly state: 'pending' | 'done';
}

abstract class ApiError extends Error {
  abstract readonly retryable: boolean;
}

class Denied extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

const schemas = [z.object({ id: z.string() }), v.object({ id: v.string() }), type({ id: 'string' })];

const predicates: Predicate[] = [
  status(500),
  status(502, 503, '5xx', [520, 524]),
  missing('access_token'),
  missing('data.url', 'data.items[0].id'),
  has('summary'),
  body<Job>((job) => job.state === 'pending'),
  body<Job>(async (job) => job.state === 'pending'),
  body((value) => value === ''),
  result<Job>((job) => job.state === 'done'),
  result<Job | undefined>((job) => job?.state === 'done'),
  result(async (value) => value !== undefined),
  header('x-should-retry'),
  header('x-should-retry', 'true'),
  header('content-type', /json/),
  failure('dns', 'connect', 'tls', 'timeout', 'reset', 'protocol', 'truncated', 'status', 'rejected'),
  networkError(),
  timedOut(),
  thrown(TypeError),
  thrown(AxiosError, HoldfastError, ApiError, Denied),
  errorCode('ECONNRESET', 'EPIPE'),
  invalid(z.object({ id: z.string() })),
  invalid(v.object({ id: v.string() })),
  invalid(type({ id: 'string' })),
  anyOf(status(500), networkError(), (outcome) => outcome.body === ''),
  allOf(status(200), not(has('id')), async ({ value }) => value === null),
  not(anyOf(status(200), status(204))),
];
for (const predicate of predicates) RetryOn(predicate);
for (const schema of schemas) Accept(schema);

// One that knows what its method returns may say so.
RetryOn((outcome: Outcome<Job>) => outcome.value?.state === 'pending');
// @ts-expect-error no outcome is a string
RetryOn((outcome: string) => outcome === 'pending');

expectTypeOf<Predicate>().parameters.toEqualTypeOf<[outcome: Outcome, attempt: Attempt]>();
expectTypeOf<Predicate>().returns.toEqualTypeOf<boolean | Promise<boolean>>();

// Without a type, nothing is known.
body((value) => {
  expectTypeOf(value).toEqualTypeOf<unknown>();
  return true;
});
result((value) => {
  expectTypeOf(value).toEqualTypeOf<unknown>();
  return true;
});
// @ts-expect-error the type says which fields there are
body<Job>((job) => job.status === 'pending');
// @ts-expect-error and which values they have
result<Job>((job) => job.state === 'waiting');
// @ts-expect-error not a class of statuses
status('50x');
// @ts-expect-error a range has two ends
status([500]);
// @ts-expect-error a path
missing(200);
// @ts-expect-error not a kind of failure
failure('network');
// @ts-expect-error a class, not an error
thrown(new Error());
// @ts-expect-error codes are texts
errorCode(104);
// @ts-expect-error not a Standard Schema
invalid({ id: 'string' });
// @ts-expect-error a predicate
not(500);
// @ts-expect-error predicates, not a list
anyOf([status(500), networkError()]);
// @ts-expect-error a text or an expression
header('x-count', 3);
