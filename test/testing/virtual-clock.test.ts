import { runInNewContext } from 'node:vm';
import {
  AttemptTimeoutError,
  attemptsOf,
  ConfigError,
  constant,
  createClient,
  exponential,
  Idempotent,
  Retry,
  resilient,
  Timeout,
  TotalTimeoutError,
} from 'holdfast';
import { useVirtualClock } from 'holdfast/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { now, schedule, wall } from '../../src/clock.js';
import { anotherCopy } from '../support/copies.js';
import { delay, hang, json, reply, serve } from '../support/server.js';

function virtual(options?: Parameters<typeof useVirtualClock>[0]) {
  const clock = useVirtualClock(options);
  onTestFinished(clock.restore);
  return clock;
}

const refused = (): never => {
  throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
};

test('waits take no time, and what they set off happens at its time', async () => {
  const clock = virtual();
  const begun: number[] = [];
  const call = resilient({ backoff: exponential({ initial: '10s' }) }).call(() => {
    begun.push(clock.now);
    return refused();
  });
  call.catch(() => {});
  await clock.advance('9.9s');
  expect([begun, clock.pending]).toEqual([[0], 1]);
  await clock.advance('1h');
  expect(begun).toEqual([0, 10_000, 30_000, 70_000]);
  expect([clock.now, clock.pending]).toEqual([3_609_900, 0]);
  expect(clock.waits).toEqual([10_000, 20_000, 40_000]);
  await expect(call).rejects.toThrow('refused');
});

test('until a call is done, time goes from wait to wait', async () => {
  const clock = virtual();
  const error = await clock.until(
    resilient({ backoff: constant('1m') })
      .call(refused)
      .catch((e) => e),
  );
  expect(attemptsOf(error)).toHaveLength(4);
  expect(clock.now).toBe(180_000);
  await expect(clock.until(Promise.reject(new Error('mine')))).rejects.toThrow('mine');
});

test('what is no promise is done already', async () => {
  const clock = virtual();
  expect(await clock.until(7)).toBe(7);
  await expect(clock.until(() => 7)).rejects.toThrow('until: expected a promise, got a function');
  expect(clock.now).toBe(0);
});

test('two advances at once add up, also behind one that failed', async () => {
  const clock = virtual();
  await Promise.all([clock.advance('10s'), clock.advance('5s')]);
  expect(clock.now).toBe(15_000);
  schedule(() => {
    throw new Error('mine');
  }, 1000);
  const both = await Promise.allSettled([clock.advance('2s'), clock.advance('5s')]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(clock.now).toBe(21_000);
});

test('many calls that wait for as many times are run in the order of these, and each only once', async () => {
  const clock = virtual();
  const ended: number[] = [];
  const call = (_: unknown, index: number) =>
    resilient({ maxRetries: 1, timeout: '5m', backoff: () => 1 + ((index * 7919) % 1000) })
      .call(({ number }) => (number === 1 ? refused() : ended.push(clock.now)))
      .catch(() => {});
  await clock.until(Promise.all(Array.from({ length: 1500 }, call)));
  expect(ended).toEqual([...ended].sort((a, b) => a - b));
  expect([ended.length, ended[0], ended[1499]]).toEqual([1500, 1, 1000]);
  expect([clock.now, clock.pending]).toEqual([1000, 0]);
});

test.each(['fetch', 'the shared client'])(
  'a real request by %s is waited for: no limit runs out before its reply',
  async (by) => {
    const clock = virtual();
    const slow = delay(60, json({ id: 7 }));
    const server = await serve([reply(503), slow]);
    const http = createClient({ baseURL: server.url });
    onTestFinished(() => http.close());
    const get = async (): Promise<{ status: number }> => (by === 'fetch' ? fetch(server.url) : http.get('/'));
    class TodoApi {
      @Retry({ backoff: constant('1m') })
      @Timeout('10s')
      @Idempotent()
      getItem() {
        return get();
      }
    }
    const response = await clock.until(new TodoApi().getItem());
    expect([response.status, server.requests.length, clock.now]).toEqual([200, 2, 60_000]);
  },
);

test('a request that hangs is ended by its limit, at the limit', async () => {
  const clock = virtual({ patience: 50 });
  const server = await serve(hang());
  const retry = { maxRetries: 1, backoff: constant('1s') };
  const policy = resilient({ timeout: '1m', idempotent: true, retry });
  const call = policy.call(({ signal }) => fetch(server.url, { signal })).catch((e) => e);
  expect(await clock.until(call)).toBeInstanceOf(AttemptTimeoutError);
  expect([clock.now, server.requests.length]).toEqual([121_000, 2]);
});

test('dates go by the clock too, from the date that is given', async () => {
  const noon = new Date('2027-01-02T12:00:00Z');
  const clock = virtual({ date: noon });
  const server = await serve([
    reply(503, '', { 'retry-after': new Date(noon.getTime() + 30_000).toUTCString() }),
    json({}),
  ]);
  await clock.until(resilient().call(() => fetch(server.url)));
  expect(clock.now).toBeGreaterThanOrEqual(30_000);
  expect(clock.now).toBeLessThanOrEqual(33_000);
});

test.each([
  ['another realm', () => runInNewContext("new Date('2027-01-02T12:00:00Z')")],
  [
    'before Date was replaced',
    () => {
      const noon = new Date('2027-01-02T12:00:00Z');
      vi.stubGlobal('Date', class extends Date {});
      onTestFinished(() => void vi.unstubAllGlobals());
      return noon;
    },
  ],
])('a date of %s is one', (_, noon) => {
  virtual({ date: noon() });
  expect(wall()).toBe(Date.UTC(2027, 0, 2, 12));
});

test('without a date, it begins with the real one', async () => {
  const clock = virtual();
  const server = await serve([
    reply(503, '', { 'retry-after': new Date(Date.now() + 30_000).toUTCString() }),
    json({}),
  ]);
  await clock.until(resilient().call(() => fetch(server.url)));
  expect(clock.now).toBeGreaterThan(25_000);
  expect(clock.now).toBeLessThanOrEqual(33_000);
});

test('the same seed draws the same delays, another seed others', async () => {
  const delays = async (seed?: number) => {
    const clock = useVirtualClock(seed === undefined ? {} : { seed });
    await clock.until(
      resilient()
        .call(refused)
        .catch(() => {}),
    );
    clock.restore();
    return clock.waits;
  };
  const first = await delays(7);
  expect(await delays(7)).toEqual(first);
  expect(await delays(8)).not.toEqual(first);
  expect(await delays()).toEqual(await delays(1));
});

test('limits of a call count on it', async () => {
  const clock = virtual();
  const call = resilient({ timeout: { total: '1h' } })
    .call(() => new Promise(() => {}))
    .catch((e) => e);
  await clock.advance('59m');
  expect(clock.pending).toBe(1);
  await clock.advance('1m');
  expect(await call).toBeInstanceOf(TotalTimeoutError);
});

test('time is real again afterwards, however often it is given back', () => {
  {
    using clock = useVirtualClock();
    expect(now()).toBe(0);
    clock.restore();
    clock.restore();
  }
  expect(Math.abs(now() - performance.now())).toBeLessThan(100);
});

test('another copy of the package goes by it too', async () => {
  const clock = virtual();
  const copy = await anotherCopy<typeof import('../../src/policies/resilient.js')>('policies/resilient');
  const call = copy
    .resilient({ backoff: constant('1h') })
    .call(refused)
    .catch((e) => e);
  expect((await clock.until(call)).message).toBe('refused');
  expect(clock.now).toBe(3 * 3_600_000);
});

test.each([
  [{ seed: 1.5 }, "useVirtualClock: option 'seed': expected a whole number as the seed, got 1.5"],
  [{ date: new Date('no') }, "useVirtualClock: option 'date': expected a valid date, got"],
  [{ patience: '2 s' as '2s' }, "useVirtualClock: option 'patience': expected a duration"],
  [{ sed: 1 } as object, "useVirtualClock: unknown option 'sed' (1); known are date, seed, patience"],
])('%j is refused', (options, message) => {
  const attempt = () => useVirtualClock(options);
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(message);
  expect(Math.abs(now() - performance.now())).toBeLessThan(100);
});
