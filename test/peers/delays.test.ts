import { retryAfter as axiosRetryAfter } from 'axios-retry';
import {
  attemptsOf,
  ConfigError,
  constant,
  exponential,
  Retry,
  RetryPolicy,
  resilient,
  Timeout,
  thrown,
} from 'holdfast';
import { expect, test, vi } from 'vitest';
import { delay, json, reply } from '../support/server.js';
import { useVirtualClock } from '../support/virtual-clock.js';
import { clientFor, withAxiosRetry } from './clients.js';

const LONGEST_TIMER = 2 ** 31 - 1;
const DAY = 24 * 3_600_000;
const FAR_FUTURE = 'Fri, 01 Jan 2100 00:00:00 GMT';
const backoff = constant(1);

test('cockatiel: a wait of more than 24.8 days was over in a millisecond', async () => {
  const clock = useVirtualClock();
  let calls = 0;
  const call = resilient({ retryOn: thrown(Error), backoff: constant('720h') }).call(() => {
    calls += 1;
    if (calls === 1) throw new Error('come back in a month');
    return calls;
  });
  await expect.poll(() => clock.timers.size).toBe(1);
  expect(Math.max(...clock.delays)).toBeLessThanOrEqual(LONGEST_TIMER);
  clock.advance(29 * DAY);
  expect(clock.timers.size).toBe(1);
  clock.advance(1 * DAY);
  expect(await call).toBe(2);
});

test('axios-retry, azure: a date in the far future made hot retries', async () => {
  const { server, http } = await clientFor(reply(503, '', { 'retry-after': FAR_FUTURE }), {
    retry: new RetryPolicy(),
  });
  const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
  const hot = withAxiosRetry(server.url, { retryDelay: (_n, error) => axiosRetryAfter(error) });
  await expect(hot.get('/')).rejects.toMatchObject({ response: { status: 503 } });
  expect(warn).toHaveBeenCalledTimes(3);
  warn.mockRestore();
  expect(server.requests.splice(0)).toHaveLength(4);

  const error = await http.get('/').catch((e) => e);
  expect(error.response.status).toBe(503);
  expect(error.retryAfter).toBeGreaterThan(LONGEST_TIMER);
  expect(server.requests).toHaveLength(1);
});

test('axios-retry, azure: a server could make a client wait as long as it pleased', async () => {
  const clock = useVirtualClock();
  const { server, http } = await clientFor(reply(503, '', { 'retry-after': '410400' }));
  class Api {
    @Retry({ backoff })
    get() {
      return http.get('/');
    }
    @Retry({ backoff, maxHint: '120h' })
    getWhenever() {
      return http.get('/');
    }
  }
  const error = await new Api().get().catch((e) => e);
  expect(error).toMatchObject({ response: { status: 503 }, retryAfter: 410_400_000 });
  expect(error.message).toContain('retry-after asked to wait 410400000 ms, 60000 ms is allowed');
  expect(server.requests).toHaveLength(1);

  // Who really wants to wait for 114 hours says so.
  const controller = new AbortController();
  const call = resilient().call(() => new Api().getWhenever(), { signal: controller.signal });
  await expect.poll(() => clock.delays.at(-1)).toBeGreaterThan(410_400_000);
  controller.abort(new Error('after all, no'));
  await expect(call).rejects.toThrow('after all, no');
});

test('axios-retry, azure: nor may a time limit of more than 24.8 days overflow a timer', async () => {
  const { server, http } = await clientFor(delay(20, json({ ok: true })), {
    timeouts: { connect: '1000h', idle: '1000h', attempt: '1000h' },
    pool: { idleTimeout: '1000h' },
  });
  class Api {
    @Timeout({ connect: '2000h', idle: '2000h', attempt: '2000h', total: '3000h' })
    get() {
      return http.get('/');
    }
  }
  // The set-up of all tests fails the one that makes Node warn.
  expect((await new Api().get()).data).toEqual({ ok: true });
  expect((await http.get('/')).data).toEqual({ ok: true });
  expect(server.connections).toBe(1);
});

test.each([
  ['0', '0'],
  ['a past date', 'Thu, 01 Jan 2015 00:00:00 GMT'],
  ['a negative number', '-1'],
  ['garbage', 'soon'],
])('retry-axios: a Retry-After of %s made it give up', async (_, value) => {
  const { server, http } = await clientFor([reply(503, '', { 'retry-after': value }), json({ ok: true })]);
  class Api {
    @Retry({ backoff })
    get() {
      return http.get('/');
    }
  }
  const response = await new Api().get();
  expect(response.data).toEqual({ ok: true });
  // The ordinary backoff takes over, for a server in trouble does not mean "at once" either.
  expect(attemptsOf(response).map(({ delay }) => delay)).toEqual([1, undefined]);
  expect(server.requests).toHaveLength(2);
});

test('axios-retry: a delay of the own making silently dropped Retry-After', async () => {
  const clock = useVirtualClock();
  const tooSoon = reply(429, '', { 'retry-after': '7' });
  const { server, http } = await clientFor([tooSoon, json({}), tooSoon, json({})]);

  const own = withAxiosRetry(server.url, { retryDelay: () => 1 });
  const started = performance.now();
  await own.get('/');
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(server.requests.splice(0)).toHaveLength(2);

  class Api {
    @Retry({ backoff })
    get() {
      return http.get('/');
    }
  }
  const call = new Api().get();
  await expect.poll(() => clock.delays.at(-1)).toBeCloseTo(7_350);
  expect(server.requests).toHaveLength(1);
  clock.advance(7_350);
  await call;
});

test.each([
  ['smithy: a server that asked for 60 s was asked again after 6', { 'retry-after': '60' }, 60_000],
  ['got: X-RateLimit-Reset was not read', { 'x-ratelimit-reset': '30' }, 30_000],
  ['got: RateLimit-Reset was not read', { 'ratelimit-reset': '20' }, 20_000],
])('%s', async (_, headers, asked) => {
  const clock = useVirtualClock();
  const { server, http } = await clientFor([reply(429, '', headers), json({})]);
  class Api {
    @Retry({ backoff })
    get() {
      return http.get('/');
    }
  }
  const call = new Api().get();
  await expect.poll(() => clock.delays.at(-1)).toBeGreaterThanOrEqual(asked);
  clock.advance(asked - 1);
  expect(server.requests).toHaveLength(1);
  expect(clock.delays.at(-1)).toBeLessThan(asked * 1.1);
  clock.advance(asked * 0.1);
  await call;
  expect(server.requests).toHaveLength(2);
});

test.each([
  ['none', [100, 300, 900]],
  ['equal', [75, 225, 675]],
  ['full', [50, 150, 450]],
  [0.2, [100, 300, 900]],
] as const)('cockatiel: the exponent was ignored (jitter: %s)', (jitter, expected) => {
  const delays = exponential({ initial: '100ms', factor: 3, jitter });
  const average = () => 0.5;
  expect([1, 2, 3].map((retry) => delays(retry, undefined, average))).toEqual(expected);
});

test('cockatiel: so was any option that it did not know', () => {
  expect(() => exponential({ initial: 100, exponent: 3 } as never)).toThrow(ConfigError);
  expect(() => resilient({ maxAttempts: 3 } as never)).toThrow(/resilient: unknown option 'maxAttempts'/);
});

test('typescript-retry-decorator: two seconds were the longest delay, unless one knew', () => {
  const delays = exponential({ initial: '1s' });
  expect([1, 2, 3, 4].map((retry) => delays(retry, undefined, Math.random))).toEqual([
    1000, 2000, 4000, 8000,
  ]);
});

test('cockatiel: by default it tried again for ever, without a wait', async () => {
  const clock = useVirtualClock();
  let calls = 0;
  const call = resilient().call(() => {
    calls += 1;
    throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  });
  for (const delay of [50, 100, 200]) {
    await expect.poll(() => clock.delays.at(-1)).toBe(delay);
    clock.advance(delay);
  }
  await expect(call).rejects.toThrow('refused');
  expect(calls).toBe(4);
});
