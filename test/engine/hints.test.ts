/** What servers say about when to come back: from the wire to the wait. The formats are tested in test/backoff/hint.test.ts. */
import {
  attemptsOf,
  constant,
  createClient,
  type Outcome,
  Retry,
  RetryPolicy,
  resilient,
  status,
  Timeout,
} from 'holdfast';
import { describe, expect, onTestFinished, test } from 'vitest';
import { json, reply, serve } from '../support/server.js';
import { useVirtualClock } from '../support/virtual-clock.js';
import { clockAtNow, FALLBACK, NOW, waitAfter } from './wait-after.js';

const epoch = NOW / 1_000;

test.each<[header: string, value: string, wait: number, code?: number]>([
  ['retry-after', '7', 7_000],
  ['retry-after', '7', 7_000, 503],
  ['retry-after', 'Sat, 21 Nov 2026 07:28:37 GMT', 37_000, 503],
  ['retry-after', 'Saturday, 21-Nov-26 07:28:37 GMT', 37_000, 503],
  ['retry-after', 'Sat Nov 21 07:28:37 2026', 37_000, 503],
  ['retry-after-ms', '1500', 1_500],
  ['x-ms-retry-after-ms', '1500', 1_500],
  ['x-amz-retry-after', '1500', 1_500, 503],
  ['ratelimit', '"burst";r=0;t=5, "daily";r=90;t=3600', 5_000],
  ['ratelimit', 'limit=100, remaining=0, reset=50', 50_000],
  ['ratelimit-reset', '50', 50_000],
  ['x-ratelimit-reset', '50', 50_000],
  ['x-ratelimit-reset', String(epoch + 30), 30_000],
  ['x-ratelimit-reset', String(NOW + 30_000), 30_000],
])('%s: %s is waited for', async (header, value, wait, code) => {
  expect(await waitAfter({ [header]: value }, code)).toBe(wait);
});

test('the more exact header counts', async () => {
  expect(await waitAfter({ 'retry-after': '2', 'retry-after-ms': '1200', 'x-ratelimit-reset': '9' })).toBe(
    1_200,
  );
});

test.each([
  ['retry-after', '0'],
  ['retry-after', '-1'],
  ['retry-after', 'garbage'],
  ['retry-after', '1, 120'],
  ['retry-after', '0x10'],
  ['retry-after', '1e309'],
  ['retry-after', 'Infinity'],
  ['retry-after', 'Sat, 21 Nov 2026 07:27:59 GMT'],
  ['retry-after', '9'.repeat(8_000)],
  ['retry-after-ms', '0'],
  ['retry-after-ms', 'NaN'],
  ['x-ratelimit-reset', String(epoch - 1)],
  ['ratelimit', '"burst";r=0;t=-5'],
])('%s: %.30s says nothing: the ordinary backoff is waited for', async (header, value) => {
  expect(await waitAfter({ [header]: value })).toBe(FALLBACK);
});

const refusal = (headers: Record<string, string>): Outcome =>
  ({ ok: false, failure: 'status', status: 429, headers, request: { method: 'GET' } }) as unknown as Outcome;

// Node refuses to send or receive as much.
test.each(['9', '1,', ' ', '"', '";r=0;t=', 'x;'])('60 kB of %o in any header cost nothing', (piece) => {
  const started = process.cpuUsage();
  for (const header of ['retry-after', 'retry-after-ms', 'ratelimit', 'x-ratelimit-reset']) {
    const state = new RetryPolicy({ backoff: constant(FALLBACK) }).start();
    const decision = state.next(refusal({ [header]: piece.repeat(60_000 / piece.length) }), 0);
    expect(decision).toMatchObject({ retry: true, delay: FALLBACK });
  }
  // Of the processor, for a busy machine has none to spare. Each byte looked at once for each byte would take many seconds.
  expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_000);
});

describe('jitter is added on top of a hint', () => {
  test('up to a tenth of it', async () => {
    expect(await waitAfter({ 'retry-after': '10' }, 429, 0.5)).toBe(10_500);
  });

  test('but never as much as the time that is left', () => {
    const policy = new RetryPolicy({ maxDuration: 10_010 });
    for (const random of [0, 0.5, 0.999, 1]) {
      useVirtualClock().clock.random = () => random;
      const decision = policy.start().next(refusal({ 'retry-after': '10' }), 0) as { delay: number };
      expect(decision.delay).toBeGreaterThanOrEqual(10_000);
      expect(decision.delay).toBeLessThan(10_010);
    }
  });
});

describe('a wait that is not allowed', () => {
  const huge = reply(429, '', { 'retry-after': '1000000000' });
  const asked = { retryAfter: 1e12 };

  test('ends the call after one request, and the error tells what was asked and what is allowed', async () => {
    const server = await serve(huge);
    const http = createClient({ baseURL: server.url });
    onTestFinished(() => http.close());
    class Api {
      @Retry()
      get() {
        return http.get('/');
      }
    }
    const error = await new Api().get().catch((e) => e);
    expect(error).toMatchObject({ ...asked, isAxiosError: true, response: { status: 429 } });
    expect(error.message).toBe(
      'Request failed with status code 429 (retry-after asked to wait 1000000000000 ms, 60000 ms is allowed)',
    );
    expect(attemptsOf(error)).toMatchObject([{ status: 429, reason: expect.stringContaining('60000 ms') }]);
    expect(server.requests).toHaveLength(1);
  });

  test('does so for a response that fetch returned', async () => {
    const server = await serve(huge);
    const error = await resilient()
      .call(() => fetch(server.url))
      .catch((e) => e);
    expect(error).toMatchObject({ ...asked, name: 'ResponseRejectedError', response: { status: 429 } });
    expect(error.message).toMatch(/retry-after asked to wait 1000000000000 ms, 60000 ms is allowed/);
    expect(server.requests).toHaveLength(1);
  });

  test('does so where less time is left than it asks for', async () => {
    const server = await serve(reply(503, '', { 'retry-after': '30' }));
    const http = createClient({ baseURL: server.url });
    onTestFinished(() => http.close());
    class Api {
      @Retry()
      @Timeout({ total: '20s' })
      get() {
        return http.get('/');
      }
    }
    const started = performance.now();
    const error = await new Api().get().catch((e) => e);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(error).toMatchObject({ retryAfter: 30_000, response: { status: 503 } });
    expect(Number(/ms, (\d+) ms is allowed/.exec(error.message)?.[1])).toBeLessThanOrEqual(20_000);
  });

  test('is told once, however many policies are around', async () => {
    const server = await serve(huge);
    const http = createClient({ baseURL: server.url });
    onTestFinished(() => http.close());
    const [outer, inner] = [resilient({ retryOn: status(429) }), resilient()];
    const error = await outer.call(() => inner.call(() => http.get('/'))).catch((e) => e);
    expect(error.message.match(/asked to wait/g)).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });
});

describe('x-should-retry', () => {
  const no = reply(503, '', { 'x-should-retry': 'false', 'retry-after': '1' });

  test('false ends the call', async () => {
    const server = await serve(no);
    const error = await resilient({ retry: {}, idempotent: true })
      .call(() => fetch(server.url))
      .catch((e) => e);
    expect(error).toMatchObject({ name: 'ResponseRejectedError', response: { status: 503 } });
    expect(server.requests).toHaveLength(1);
  });

  test('false ends it also where a policy has its own idea of what is valid', async () => {
    class NoServerErrors extends RetryPolicy {
      override isValid(outcome: Outcome) {
        return outcome.status !== undefined && outcome.status < 500;
      }
    }
    const server = await serve(no);
    const policy = resilient({ retry: NoServerErrors, idempotent: true });
    await expect(policy.call(() => fetch(server.url))).rejects.toThrow(/isValid refused status 503/);
    expect(server.requests).toHaveLength(1);
  });

  test('false does not hold against a rule of the user', async () => {
    const server = await serve([no, json({})]);
    const time = clockAtNow();
    const policy = resilient({ retryOn: status(503) });
    expect((await time.until(policy.call(() => fetch(server.url)))).status).toBe(200);
    expect(time.delays).toEqual([1_000]);
  });
});
