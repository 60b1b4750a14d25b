/** Delays that callers share: the arithmetic in virtual time without a network, then the pauses against real servers. */
import axios from 'axios';
import {
  attach,
  attemptsOf,
  type Backoff,
  ConfigError,
  CooldownError,
  type CooldownOptions,
  cooldown,
  createClient,
  type HoldfastClient,
  type Outcome,
  perStatus,
  type ResilienceOptions,
  Retry,
  RetryPolicy,
  resilient,
  Timeout,
} from 'holdfast';
import { recordAttempts } from 'holdfast/testing';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { delaysOf, noChance } from '../backoff/expect-delays.js';
import { failureOf } from '../support/failure-of.js';
import { json, reply, type Step, serve } from '../support/server.js';
import { useVirtualClock } from '../support/virtual-clock.js';

const answer = (status: number, url: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  url,
});

/** A host without a network: answers with what `script` says, 200 when it is over, and notes when it was asked. */
function host(
  time: ReturnType<typeof useVirtualClock>,
  script: (number | Record<string, string>)[],
  name = 'http://a.example',
) {
  const at: number[] = [];
  const ask = async () => {
    at.push(time.clock.now());
    const next = script.shift() ?? 200;
    return typeof next === 'number' ? answer(next, name) : answer(429, name, next);
  };
  return { at, ask };
}

const policyWith = (backoff: Backoff, options: ResilienceOptions = {}) =>
  resilient({ backoff, idempotent: true, maxRetries: 9, ...options });

const delays = (result: unknown): (number | undefined)[] => attemptsOf(result).map(({ delay }) => delay);

describe('alone', () => {
  test('it is a backoff like any other', () => {
    expect(delaysOf(cooldown({ jitter: 'none' }), 8, noChance)).toEqual(
      [1, 2, 4, 8, 16, 32, 60, 60].map((n) => n * 1_000),
    );
    expect(delaysOf(cooldown({ initial: 100, factor: 3, max: 500 }), 3, () => 0.5)).toEqual([125, 375, 625]);
    expect(delaysOf(cooldown({ scope: 'host', initial: 100, jitter: 'full' }), 2, () => 0.5)).toEqual([
      150, 300,
    ]);
    expect(delaysOf(cooldown({ scope: 'client', initial: 100, jitter: 0.1 }), 2, () => 0.5)).toEqual([
      105, 210,
    ]);
  });

  test('it says what it is', () => {
    expect(cooldown({ scope: 'host' }).name).toBe('cooldown(host, 1s, x2, max 1m, equal jitter)');
  });

  test.each<[unknown, string]>([
    [{ scope: 'world' }, "cooldown: option 'scope': expected 'call', 'client' or 'host', got \"world\""],
    [{ initial: -1 }, "option 'initial'"],
    [{ factor: 0.5 }, "option 'factor'"],
    [{ max: 'long' }, "option 'max'"],
    [{ jitter: 2 }, "option 'jitter'"],
    [{ base: 1 }, "unknown option 'base'"],
  ])('%j is refused', (options, message) => {
    expect(() => cooldown(options as CooldownOptions)).toThrow(ConfigError);
    expect(() => cooldown(options as CooldownOptions)).toThrow(message);
  });

  test.each(['client', 'host'] as const)(
    'scope %s, where nobody knows the place: each call waits for itself',
    async (scope) => {
      const time = useVirtualClock();
      const policy = policyWith(cooldown({ scope, jitter: 'none' }));
      let left = 4;
      const fail = async () =>
        left-- > 0 ? Promise.reject(Object.assign(new Error(), { code: 'ECONNREFUSED' })) : {};
      const [first, second] = await time.until(Promise.all([policy.call(fail), policy.call(fail)]));
      expect([delays(first), delays(second)]).toEqual([
        [1_000, 2_000, undefined],
        [1_000, 2_000, undefined],
      ]);
    },
  );
});

describe('what callers of one host share', () => {
  const backoff = () => cooldown({ scope: 'host', jitter: 'none' });

  test('the wait grows while failures last, from call to call', async () => {
    const time = useVirtualClock();
    const { ask } = host(time, [503, 503, 503, 503]);
    const policy = policyWith(backoff(), { maxRetries: 1, onExhausted: 'return' });
    expect(delays(await time.until(policy.call(ask)))).toEqual([1_000, undefined]);
    // The second failure of the first call counts, although that call gave up.
    expect(delays(await time.until(policy.call(ask)))).toEqual([2_000, undefined]);
  });

  test('a retry that succeeds makes the next fault start small', async () => {
    const time = useVirtualClock();
    const { ask, at } = host(time, [503, 503, 503, 200, 503, 503]);
    const policy = policyWith(backoff());
    expect(delays(await time.until(policy.call(ask)))).toEqual([1_000, 2_000, 4_000, undefined]);
    expect(delays(await time.until(policy.call(ask)))).toEqual([1_000, 2_000, undefined]);
    expect(at).toEqual([0, 1_000, 3_000, 7_000, 7_000, 8_000, 10_000]);
  });

  test('a first attempt that succeeds does not', async () => {
    const time = useVirtualClock();
    const { ask } = host(time, [503, 503, 200, 503]);
    const policy = policyWith(backoff(), { maxRetries: 1, onExhausted: 'return' });
    await time.until(policy.call(ask));
    await time.elapse(2_000);
    expect(delays(await time.until(policy.call(ask)))).toEqual([undefined]);
    expect(delays(await time.until(policy.call(ask)))).toEqual([4_000, undefined]);
  });

  test('other hosts know nothing of it, nor do other cooldowns', async () => {
    const time = useVirtualClock();
    const a = host(time, [503, 503, 503]);
    const b = host(time, [503], 'http://b.example:81');
    const policy = policyWith(backoff());
    const [one, two] = await time.until(Promise.all([policy.call(a.ask), policy.call(b.ask)]));
    expect([delays(one), delays(two)]).toEqual([
      [1_000, 2_000, 4_000, undefined],
      [1_000, undefined],
    ]);
    const again = host(time, [503]);
    expect(delays(await time.until(policyWith(backoff()).call(again.ask)))).toEqual([1_000, undefined]);
  });

  test('150 callers that fail together wait for one pause, and do not come back in one instant', async () => {
    const time = useVirtualClock();
    let seed = 0;
    time.clock.random = () => (seed++ % 150) / 150;
    const { ask, at } = host(
      time,
      Array.from({ length: 150 }, () => 503),
    );
    const policy = policyWith(cooldown({ scope: 'host' }));
    await time.until(Promise.all(Array.from({ length: 150 }, () => policy.call(ask))));
    const back = at.slice(150);
    expect([Math.min(...back), new Set(back).size]).toEqual([1_000, 150]);
    expect(Math.max(...back)).toBeLessThan(1_500);
    expect(Math.max(...back)).toBeGreaterThan(1_490);
  });

  test('one Retry-After is for all who have failed since', async () => {
    const time = useVirtualClock();
    const { ask, at } = host(time, [503, { 'retry-after': '30' }, 503]);
    const policy = policyWith(backoff());
    const results = await time.until(Promise.all([policy.call(ask), policy.call(ask), policy.call(ask)]));
    expect(results.map(delays)).toEqual([
      [1_000, undefined],
      [30_000, undefined],
      [30_000, undefined],
    ]);
    expect(at).toEqual([0, 0, 0, 1_000, 30_000, 30_000]);
  });

  test('a Retry-After beyond maxHint ends its call, and the others wait no longer than without', async () => {
    const time = useVirtualClock();
    const { ask } = host(time, [{ 'retry-after': '3600' }, 503]);
    const policy = policyWith(backoff(), { onExhausted: 'return' });
    expect(delays(await time.until(policy.call(ask)))).toEqual([undefined]);
    expect(delays(await time.until(policy.call(ask)))).toEqual([1_000, undefined]);
  });

  test('a wait that does not fit is not begun, and leaves no timer', async () => {
    const time = useVirtualClock();
    const { ask } = host(time, [503, 503, 503, 503]);
    const policy = policyWith(backoff(), { timeout: { total: '5s' }, onExhausted: 'return' });
    expect(delays(await time.until(policy.call(ask)))).toEqual([1_000, 2_000, undefined]);
    expect(time.clock.now()).toBe(3_000);
    expect(time.timers.size).toBe(0);
  });

  test('the decision is what a simulation asks for, too', () => {
    const policy = new RetryPolicy({ backoff: cooldown({ scope: 'host', jitter: 'none' }) });
    const failed = (url: string): Outcome =>
      ({
        ok: false,
        failure: 'status',
        status: 503,
        headers: {},
        request: { method: 'GET', url },
      }) as unknown as Outcome;
    const [one, two] = [policy.start(), policy.start()];
    expect(one.next(failed('http://a/'), 0)).toMatchObject({ delay: 1_000 });
    expect(two.next(failed('http://b/'), 0)).toMatchObject({ delay: 1_000 });
    expect(one.next(failed('http://a/'), 1_000)).toMatchObject({ delay: 2_000 });
    expect(two.next(failed('http://a/'), 1_000)).toMatchObject({ delay: 2_000 });
  });
});

describe('through the shared client', () => {
  const PAUSE = 700;

  const recording = recordAttempts();
  beforeEach(() => recording.clear());
  afterAll(() => recording.stop());

  /** Until a call has judged that it was refused: then the pause has begun. */
  const paused = () => until(() => recording.attempts.length > 0);

  /** Refuses its first request for a while, and notes what arrives. */
  async function busy(
    log: string[],
    name: string,
    first: Step = reply(429, '', { 'retry-after-ms': `${PAUSE}` }),
  ) {
    const server = await serve((req, res, n) => {
      log.push(name);
      return (n === 1 ? first : json({}))(req, res, n);
    });
    const clientOf = (options = {}): HoldfastClient => {
      const http = createClient({ baseURL: server.url, ...options });
      onTestFinished(() => http.close());
      return http;
    };
    return { server, clientOf };
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  test('one 429 pauses calls that begin meanwhile, towards that host and no other', async () => {
    const log: string[] = [];
    const [a, b] = [await busy(log, 'a'), await busy(log, 'b', json({}))];
    const [toA, toB] = [a.clientOf(), b.clientOf()];
    const backoff = cooldown({ scope: 'host', initial: PAUSE });
    class Api {
      @Retry({ backoff })
      async get(http: HoldfastClient) {
        return http.get('/');
      }
    }
    const api = new Api();
    const first = api.get(toA);
    await until(() => a.server.requests.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const others = Array.from({ length: 20 }, () => api.get(toA));
    await api.get(toB);
    // Another client, the same host.
    others.push(api.get(a.clientOf()));
    const bare = toA.get('/', { params: { bare: true } });
    await bare;
    await Promise.all([first, ...others]);
    const [refused, ...later] = a.server.requests;
    const guarded = later.filter(({ url }) => !url.includes('bare'));
    expect(guarded).toHaveLength(22);
    for (const { time } of guarded) expect(time - (refused?.time ?? 0)).toBeGreaterThan(PAUSE - 5);
    // Neither the other host nor what has no part in the cooldown had to wait.
    expect(log.slice(0, 3).sort()).toEqual(['a', 'a', 'b']);
  });

  test('an axios instance of your own, once attached, is held back too', async () => {
    const log: string[] = [];
    const { server } = await busy(log, 'a');
    const own = attach(axios.create({ baseURL: server.url }));
    const policy = resilient({ backoff: cooldown({ scope: 'host' }) });
    const first = policy.call(() => own.get('/'));
    await paused();
    await Promise.all([first, policy.call(() => own.get('/'))]);
    const [refused, ...later] = server.requests;
    expect(later).toHaveLength(2);
    for (const { time } of later) expect(time - (refused?.time ?? 0)).toBeGreaterThan(PAUSE - 5);
  });

  test('scope client: all hosts of one client, and no other client', async () => {
    const log: string[] = [];
    const [a, b] = [await busy(log, 'a'), await busy(log, 'b', json({}))];
    const one = a.clientOf({ origins: [b.server.url] });
    const policy = resilient({ backoff: cooldown({ scope: 'client' }) });
    const first = policy.call(() => one.get('/'));
    await paused();
    const held = policy.call(() => one.get(`${b.server.url}/`));
    await policy.call(() => b.clientOf().get('/other'));
    await Promise.all([first, held]);
    expect(b.server.requests.map(({ url }) => url)).toEqual(['/other', '/']);
  });

  test('createClient({ retry }) takes part with undecorated calls', async () => {
    const log: string[] = [];
    const { server, clientOf } = await busy(log, 'a', reply(503, '', { 'retry-after-ms': `${PAUSE}` }));
    const http = clientOf({ retry: perStatus({ 503: 2 }, { backoff: cooldown({ scope: 'host' }) }) });
    const first = http.get('/1');
    await paused();
    const [one, two] = await Promise.all([first, http.get('/2')]);
    expect(delays(one)).toHaveLength(2);
    expect(delays(one)[0]).toBeGreaterThanOrEqual(PAUSE);
    expect(delays(two)).toHaveLength(1);
    const [refused, ...later] = server.requests;
    for (const { time } of later) expect(time - (refused?.time ?? 0)).toBeGreaterThan(PAUSE - 5);
  });

  test('a pause ends with the call that waits it out: its signal, its client; what does not fit is not begun', async () => {
    const log: string[] = [];
    const { clientOf } = await busy(log, 'a', reply(429, '', { 'retry-after': '30' }));
    const http = clientOf();
    const backoff = cooldown({ scope: 'host' });
    const policy = resilient({ backoff });
    const end = new AbortController();
    const first = failureOf(policy.call(() => http.get('/'), { signal: end.signal }));
    await paused();

    class Hasty {
      @Retry({ backoff })
      @Timeout({ total: '5s' })
      get() {
        return http.get('/secret?token=x');
      }
    }
    const error = await failureOf(new Hasty().get());
    expect(error).toBeInstanceOf(CooldownError);
    expect(error.message).toMatch(
      /^GET http:\/\/127\.0\.0\.1:\d+\/secret: not sent, for a cooldown of \d+ ms does not fit in the \d+ ms left$/,
    );
    expect(error.retryAfter).toBeGreaterThan(20_000);
    expect(error.retryAfter).toBeLessThanOrEqual(30_000);
    expect(attemptsOf(error)).toMatchObject([{ failure: 'connect', code: 'ERR_HOLDFAST_COOLDOWN' }]);

    const own = new AbortController();
    const cancelled = failureOf(policy.call(() => http.get('/', { signal: own.signal })));
    const left = failureOf(policy.call(() => http.get('/'), { signal: end.signal }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    own.abort();
    expect(await cancelled).toMatchObject({ code: 'ERR_CANCELED' });
    const reason = new Error('the user left');
    end.abort(reason);
    expect(await Promise.all([first, left])).toEqual([reason, reason]);
    const closing = failureOf(policy.call(() => http.get('/')));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await http.close();
    expect(await closing).toMatchObject({ code: 'ERR_CANCELED' });
    expect(log).toEqual(['a']);
  });

  test('what was held back and then fails makes the next pause longer', async () => {
    const server = await serve((_req, res, n) => res.writeHead(n <= 2 ? 503 : 200).end());
    const http = createClient({ baseURL: server.url });
    onTestFinished(() => http.close());
    const backoff = cooldown({ scope: 'host', initial: PAUSE, jitter: 'none' });
    await failureOf(resilient({ backoff, maxRetries: 0 }).call(() => http.get('/1')));
    const result = await resilient({ backoff }).call(() => http.get('/2'));
    const [first, ...rest] = attemptsOf(result);
    expect(rest).toHaveLength(1);
    expect(first?.duration).toBeGreaterThan(PAUSE / 2);
    expect(first?.delay).toBeCloseTo(2 * PAUSE);
  });
});
