import {
  ConfigError,
  constant,
  type Outcome,
  type Predicate,
  type RetryOptions,
  RetryPolicy,
  rule,
  sequence,
  status,
} from 'holdfast';
import { expect, test } from 'vitest';

const failed = (code: number, headers: Record<string, string> = {}): Outcome =>
  ({ ok: false, failure: 'status', status: code, headers, request: { method: 'GET' } }) as unknown as Outcome;
const fine = { ok: true, status: 200, headers: {}, value: 'x' } as unknown as Outcome;

/** Feeds outcomes to a fresh call and lists the delays, then why it stopped. */
function plays(options: RetryOptions | RetryPolicy, codes: number[]): unknown[] {
  const state = (options instanceof RetryPolicy ? options : new RetryPolicy(options)).start();
  return codes.map((code) => {
    const decision = state.next(failed(code), 0);
    return decision.retry ? decision.delay : decision.reason;
  });
}

test('three retries, then the end', () => {
  expect(plays({ backoff: sequence([1, 2, 3]) }, [500, 500, 500, 500])).toEqual([1, 2, 3, 'status 500']);
});

test('one policy serves many calls, each from its start', () => {
  const policy = new RetryPolicy({ backoff: sequence([1, 2]) });
  expect(plays(policy, [500, 500])).toEqual([1, 2]);
  expect(plays(policy, [500, 500])).toEqual([1, 2]);
});

test('a rule counts and waits for itself where it has its own, else with the policy', () => {
  class Policy extends RetryPolicy {
    override maxRetries = 2;
    override backoff = sequence([1, 2, 3, 4]);
    override rules = [
      rule(status(429), { maxRetries: 2, backoff: constant(100) }),
      rule(status(418), { maxRetries: 1 }),
      rule(status(409)),
    ];
  }
  expect(plays(new Policy(), [429, 500, 429, 500, 429])).toEqual([100, 1, 100, 2, 'status(429)']);
  expect(plays(new Policy(), [418, 500, 500, 500])).toEqual([1, 2, 3, 'status 500']);
  expect(plays(new Policy(), [409, 500, 409])).toEqual([1, 2, 'status(409)']);
});

test('a success ends the call', () => {
  expect(new RetryPolicy().start().next(fine, 0)).toMatchObject({ retry: false });
});

test('a server hint replaces the delay, and some jitter on top keeps a fleet apart', () => {
  const { delay } = new RetryPolicy().start().next(failed(503, { 'retry-after': '2' }), 0) as {
    delay: number;
  };
  expect(delay).toBeGreaterThanOrEqual(2000);
  expect(delay).toBeLessThan(2200.001);
  for (const value of ['0', '-1', 'garbage', '1e309', 'Infinity', '']) {
    expect(plays({ backoff: constant(5) }, [503])).toEqual([5]);
    const state = new RetryPolicy({ backoff: constant(5) }).start();
    expect(state.next(failed(503, { 'retry-after': value }), 0), value).toMatchObject({
      retry: true,
      delay: 5,
    });
  }
});

test('a hint above the cap ends the call, and says what was asked and what is allowed', () => {
  const decision = new RetryPolicy({ maxHint: '10s' }).start().next(failed(429, { 'retry-after': '11' }), 0);
  expect(decision).toMatchObject({
    retry: false,
    hint: { asked: 11_000, allowed: 10_000, source: 'retry-after' },
  });
});

test('maxDuration bounds the time in which retries begin', () => {
  const state = new RetryPolicy({ maxDuration: '1s', backoff: constant(400) }).start(5000);
  expect(state.next(failed(500), 5100)).toMatchObject({ retry: true });
  expect(state.next(failed(500), 5500)).toMatchObject({ retry: true });
  expect(state.next(failed(500), 5700)).toMatchObject({
    retry: false,
    reason: expect.stringMatching(/does not fit/),
  });
});

test('an asynchronous predicate is waited for by decide, and refused by next', async () => {
  const policy = new RetryPolicy({ retryOn: async (o) => o.status === 404, backoff: constant(1) });
  expect(await policy.start().decide(failed(404), 0)).toMatchObject({ retry: true });
  expect(await policy.start().decide(failed(403), 0)).toMatchObject({ retry: false });
  expect(() => policy.start().next(failed(404), 0)).toThrow(ConfigError);
});

test.each<[string, Predicate]>([
  [
    'throws',
    () => {
      throw new Error('bug');
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('bug');
    },
  ],
])('a predicate that %s has not accepted what came back', async (_, predicate) => {
  const decision = await new RetryPolicy({ retryOn: predicate, maxRetries: 0 }).start().decide(fine, 0);
  expect(decision).toMatchObject({
    retry: false,
    outcome: { ok: false, failure: 'rejected' },
    problem: { message: 'bug' },
  });
});

test.each([Number.NaN, -1, Number.POSITIVE_INFINITY, '5', undefined])(
  'a delay of %s is an error, not a hot loop',
  (value) => {
    class Odd extends RetryPolicy {
      override delay() {
        return value as number;
      }
    }
    const decision = new Odd().start().next(failed(500), 0);
    expect(decision).toMatchObject({ retry: false, error: { name: 'ConfigError' } });
  },
);

test('delay can be overridden in terms of the inherited one', () => {
  class Slower extends RetryPolicy {
    override backoff = constant(10);
    override delay(...given: Parameters<RetryPolicy['delay']>) {
      return super.delay(...given) * 2;
    }
  }
  expect(plays(new Slower(), [500])).toEqual([20]);
});

test.each([
  [{ maxRetries: -1 }, /RetryPolicy: option 'maxRetries'.*got -1/],
  [{ maxRetries: 1.5 }, /maxRetries.*1\.5/],
  [{ maxRetries: '3' }, /maxRetries.*"3"/],
  [{ backoff: 100 }, /backoff.*100/],
  [{ retries: 3 }, /unknown option 'retries'/],
  [{ onExhausted: 'ignore' }, /onExhausted.*"ignore"/],
  [{ maxDuration: 'soon' }, /maxDuration.*"soon"/],
  [{ retryOn: 500 }, /retryOn.*500/],
  [{ abortOn: 'x' }, /abortOn.*"x"/],
  [{ beforeRetry: 1 }, /beforeRetry.*1/],
])('bad options %o are refused by name', (options, message) => {
  const make = () => new RetryPolicy(options as RetryOptions).start();
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(message);
});
