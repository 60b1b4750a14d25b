/**
 * The AWS SDK has the status of an error in `$metadata`, and the response in `$response`, which does not print. Neither was
 * read, so `status(503)` never matched, and no `Retry-After` of AWS was waited for.
 */
import { attemptsOf, constant, failure, header, type ResilienceOptions, resilient, status } from 'holdfast';
import { expect, test } from 'vitest';
import { failureOf } from '../../src/failure.js';
import { threw } from '../../src/outcome.js';

interface Said {
  readonly code: number;
  readonly headers?: Record<string, string>;
}

/** As `@smithy/smithy-client` 4 makes it. */
function awsError({ code, headers }: Said): Error {
  const error = Object.assign(new Error('Please reduce your request rate.'), {
    name: 'SlowDown',
    $fault: 'server',
    $metadata: { httpStatusCode: code, requestId: 'r-1', attempts: 1, totalRetryDelay: 0 },
  });
  if (headers) Object.defineProperty(error, '$response', { value: { statusCode: code, headers } });
  return error;
}

/** How often a call that always fails is made. */
async function attempts(options: ResilienceOptions, said: Said): Promise<unknown[]> {
  const failed = await resilient({ maxRetries: 2, backoff: constant('1ms'), ...options })
    .call(() => Promise.reject(awsError(said)))
    .catch((error: unknown) => error);
  return attemptsOf(failed as Error).map((attempt) => [attempt.status, attempt.failure]);
}

test.each<[string, Said]>([
  ['status alone', { code: 503 }],
  ['response too', { code: 503, headers: {} }],
])('an error of which the SDK tells the %s has a status', async (_, said) => {
  expect(await attempts({ idempotent: true }, said)).toEqual([503, 503, 503].map((it) => [it, 'status']));
  expect(await attempts({ retryOn: status(503) }, said)).toHaveLength(3);
  expect(await attempts({ retryOn: failure('reset') }, said)).toHaveLength(1);
  expect(failureOf(new Error('upload failed', { cause: awsError(said) }))).toBe('status');
});

test('what it was sent with is unknown, so that only what was refused up front is tried again', async () => {
  expect(await attempts({}, { code: 500 })).toHaveLength(1);
  expect(await attempts({}, { code: 503 })).toHaveLength(1);
  expect(await attempts({}, { code: 429 })).toHaveLength(3);
  expect(await attempts({}, { code: 503, headers: { 'retry-after': '0' } })).toHaveLength(3);
});

test('predicates see the headers of its response', () => {
  const outcome = threw(awsError({ code: 400, headers: { 'X-Amzn-ErrorType': 'Throttling' } }));
  expect(header('x-amzn-errortype', /Throttl/)(outcome, {} as never)).toBe(true);
  expect(outcome.response).toMatchObject({ statusCode: 400 });
});
