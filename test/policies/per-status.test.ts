/** Rules per status: decided without a server, then against one, in virtual time. */
import {
  type Attempt,
  attemptsOf,
  type Backoff,
  ConfigError,
  constant,
  createClient,
  type Outcome,
  type PerStatusOptions,
  pcpi,
  pdpyras,
  perStatus,
  ResponseRejectedError,
  RetryPolicy,
  resilient,
  type StatusActions,
  sequence,
  urllib3,
} from 'holdfast';
import { describe, expect, onTestFinished, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { json, reply, reset, type Step, serve } from '../support/server.js';
import { useVirtualClock } from '../support/virtual-clock.js';

const MINUTE = 60_000;

type Happening = number | NonNullable<Outcome['failure']>;

const outcomeOf = (what: Happening, method: string): Outcome =>
  ({
    ok: false,
    headers: {},
    request: { method },
    ...(typeof what === 'number' ? { failure: 'status', status: what } : { failure: what }),
  }) as unknown as Outcome;

/** What a fresh call decides after each of these: the delay of a retry, or that there is none. */
function decides(policy: RetryPolicy, happenings: Happening[], method = 'GET'): (number | 'end')[] {
  const state = policy.start();
  let now = 0;
  return happenings.map((what) => {
    const decision = state.next(outcomeOf(what, method), now);
    if (decision.retry) now += decision.delay;
    return decision.retry ? decision.delay : 'end';
  });
}

const times = (count: number, what: Happening): Happening[] => Array.from({ length: count }, () => what);
const seconds = (...list: number[]): number[] => list.map((n) => n * 1_000);

describe('what is decided', () => {
  const backoff = constant(5);

  test('each status has a counter of its own, whatever else happens in the call', () => {
    const policy = perStatus({ 500: 1, 502: 2 }, { backoff });
    expect(decides(policy, [502, 500, 502, 502])).toEqual([5, 5, 5, 'end']);
    expect(decides(policy, [500, 500])).toEqual([5, 'end']);
    expect(decides(policy, [502, 500, 500])).toEqual([5, 5, 'end']);
  });

  test('a class counts as one, and gives way to a status of its own', () => {
    const policy = perStatus({ '5xx': 2, 503: 'throw', 504: 1 }, { backoff });
    expect(decides(policy, [500, 502, 504, 501])).toEqual([5, 5, 5, 'end']);
    expect(decides(policy, [503])).toEqual(['end']);
  });

  test('maxTotal bounds what the counts add up to; what has no limit does not count', () => {
    const policy = perStatus({ 500: 3, 502: 3, 429: Infinity }, { backoff, maxTotal: 4 });
    expect(decides(policy, [500, 502, 429, 429, 500, 429, 502, 429, 500])).toEqual([...times(8, 5), 'end']);
    expect(decides(policy, [500, 500, 500, 500])).toEqual([5, 5, 5, 'end']);
  });

  test('what is stated is done for every method', () => {
    expect(decides(perStatus({ 500: 1 }, { backoff }), [500, 500], 'POST')).toEqual([5, 'end']);
  });

  test('where nothing is said, the careful default holds, with maxRetries', () => {
    const policy = perStatus({ 502: 1 }, { backoff, maxRetries: 2 });
    expect(decides(policy, [503, 502, 503, 503])).toEqual([5, 5, 5, 'end']);
    expect(decides(policy, [503], 'POST')).toEqual(['end']);
    expect(decides(policy, [404])).toEqual(['end']);
    expect(decides(policy, ['reset', 'timeout', 'dns'])).toEqual([5, 5, 'end']);
  });

  test.each(['dns', 'connect', 'timeout', 'reset', 'protocol', 'truncated'] as const)(
    'network counts retries after %s apart',
    (failure) => {
      const policy = perStatus({ 502: 1 }, { backoff, network: 2, maxRetries: 0, maxTotal: 1 });
      expect(decides(policy, [failure, 502, failure, failure])).toEqual([5, 5, 5, 'end']);
    },
  );

  test.each(['tls', 'aborted', 'thrown'] as const)('network says nothing about %s', (failure) => {
    expect(decides(perStatus({}, { network: { maxRetries: 9, anyMethod: true } }), [failure])).toEqual([
      'end',
    ]);
  });

  test('a network failure that may have done something is not repeated, unless that is said', () => {
    expect(decides(perStatus({}, { backoff, network: 2 }), ['reset'], 'POST')).toEqual(['end']);
    expect(decides(perStatus({}, { backoff, network: 2 }), ['dns'], 'POST')).toEqual([5]);
    const bold = perStatus({}, { backoff, network: { maxRetries: 1, anyMethod: true } });
    expect(decides(bold, ['reset', 'reset'], 'POST')).toEqual([5, 'end']);
  });

  test('a status and the network may have delays of their own', () => {
    const policy = perStatus(
      { 425: { maxRetries: 2, backoff: constant(0) }, 500: { backoff: constant(7) }, 503: 9 },
      { backoff: sequence([1, 2, 3]), network: { backoff: constant(50) }, maxRetries: 1 },
    );
    expect(decides(policy, [503, 425, 503, 'reset', 425, 503, 500, 425])).toEqual([
      1,
      0,
      2,
      50,
      0,
      3,
      7,
      'end',
    ]);
    expect(decides(policy, [500, 500])).toEqual([7, 'end']);
    expect(decides(policy, ['reset', 'reset'])).toEqual([50, 'end']);
  });

  test('0 is no retry, and a success is one', () => {
    expect(decides(perStatus({ 503: 0 }), [503])).toEqual(['end']);
    const fine = { ok: true, status: 200, headers: {}, value: 'x' } as unknown as Outcome;
    expect(perStatus({ 502: 4 }).start().next(fine, 0)).toMatchObject({
      retry: false,
      outcome: { ok: true },
    });
  });

  test('the history tells by what a retry was allowed', () => {
    const state = perStatus({ '5xx': 1 }, { backoff, network: 1 }).start();
    expect(state.next(outcomeOf('reset', 'GET'), 0)).toMatchObject({ retry: true, rule: 'network()' });
    expect(state.next(outcomeOf(503, 'GET'), 0)).toMatchObject({ retry: true, rule: "status('5xx')" });
  });

  test('2xx may be polled', () => {
    const pending = { ok: true, status: 202, headers: {}, value: 'x' } as unknown as Outcome;
    const policy = perStatus({ 202: 1 }, { backoff });
    const state = policy.start();
    expect(state.next(pending, 0)).toMatchObject({ retry: true, delay: 5, rule: 'status(202)' });
    expect(state.next(pending, 0)).toMatchObject({ retry: false, outcome: { ok: false } });
  });

  test('its rules can be those of another policy, and a policy of a subclass', () => {
    class Mine extends RetryPolicy {
      override backoff: Backoff = backoff;
      override rules = perStatus({ 502: 1, 418: 'throw' }, { maxTotal: 5 }).rules;
    }
    expect(decides(new Mine(), [502, 502])).toEqual([5, 'end']);
    expect(perStatus({})).toBeInstanceOf(RetryPolicy);
  });

  test('rules and predicates in the options are asked before the statuses', () => {
    const policy = perStatus({ 503: 9 }, { backoff, retryOn: (o) => o.status === 503, maxRetries: 1 });
    expect(decides(policy, [503, 503])).toEqual([5, 'end']);
    expect(decides(perStatus({ 503: 9 }, { abortOn: () => true }), [503])).toEqual(['end']);
  });
});

describe('for ever', () => {
  const span = (policy: RetryPolicy, what: Happening = 429): number =>
    decides(policy, times(500, what)).reduce<number>((sum, d) => sum + (d === 'end' ? 0 : d), 0);

  test.each<[string, RetryPolicy]>([
    ['a status', perStatus({ 429: Infinity }, { backoff: constant('7s') })],
    ['a class', perStatus({ '4xx': { maxRetries: Infinity, backoff: constant('7s') } })],
    ['the network', perStatus({}, { network: Infinity, maxRetries: 0, backoff: constant('7s') })],
    ['the rest', perStatus({}, { maxRetries: Infinity, backoff: constant('7s') })],
  ])('of %s is ten minutes', (what, policy) => {
    const total = span(policy, what === 'the network' ? 'reset' : 429);
    expect(total).toBeGreaterThan(10 * MINUTE - 7_001);
    expect(total).toBeLessThan(10 * MINUTE);
  });

  test('is what the user says: a time, or for ever indeed', () => {
    const backoff = constant('10s');
    expect(span(perStatus({ 429: Infinity }, { backoff, maxDuration: '1m' }))).toBe(50_000);
    expect(span(perStatus({ 429: Infinity }, { backoff, maxDuration: Infinity }))).toBe(5_000_000);
  });

  test('is not meant by a count, however long it takes', () => {
    expect(span(perStatus({ 429: 100 }, { backoff: constant('1m') }))).toBe(100 * MINUTE);
  });
});

describe('how it ends', () => {
  test.each(['axios', 'fetch'])(
    'return: the response is the value, also when the client threw it (%s)',
    async (client) => {
      const { server, http } = await clientFor(json({ error: 'no such item' }, 404));
      const policy = resilient({ retry: perStatus({ 404: 'return' }), accept: () => true });
      const response = await policy.call<{ status: number }>(() =>
        client === 'axios' ? http.get('/x') : fetch(server.url),
      );
      expect(response.status).toBe(404);
      expect(attemptsOf(response)).toMatchObject([{ number: 1, status: 404, rule: 'status(404)' }]);
      expect(server.requests).toHaveLength(1);
    },
  );

  test('return: a method that returns its data gives the response instead of them', async () => {
    const { http } = await clientFor([json({ error: 'no such item' }, 404), json({ id: 7 })]);
    const policy = resilient(perStatus({ 404: 'return' }));
    const get = policy.wrap(async () => (await http.get('/x')).data);
    expect(await get()).toMatchObject({ status: 404, data: { error: 'no such item' } });
    expect(await get()).toEqual({ id: 7 });
  });

  test('throw: at once and with the error, whatever onExhausted says', async () => {
    const { server, http } = await clientFor([reply(401), reply(401), reply(502)]);
    const policy = resilient(perStatus({ 401: 'throw', 502: 0 }, { onExhausted: 'return' }));
    await expect(policy.call(() => http.get('/'))).rejects.toMatchObject({ isAxiosError: true, status: 401 });
    const error = await policy.call(() => fetch(server.url)).catch((e) => e);
    expect(error).toBeInstanceOf(ResponseRejectedError);
    expect(error).toMatchObject({ reason: 'status(401)', response: { status: 401 } });
    expect((await policy.call(() => fetch(server.url))).status).toBe(502);
  });

  test('exhausted: the original error, or the last response with onExhausted', async () => {
    const { server, http } = await clientFor(reply(502));
    const backoff = constant(1);
    const error = await resilient(perStatus({ 502: 2 }, { backoff }))
      .call(() => http.post('/'))
      .catch((e) => e);
    expect(error).toMatchObject({ isAxiosError: true, response: { status: 502 } });
    expect(attemptsOf(error)).toHaveLength(3);
    const policy = perStatus({ 502: 2 }, { backoff, onExhausted: 'return' });
    expect((await resilient(policy).call(() => fetch(server.url))).status).toBe(502);
    expect(server.requests).toHaveLength(6);
  });

  test('createClient: retries, and returns what is to be returned', async () => {
    const { server, http } = await clientFor([reply(502), json({ gone: true }, 404), reply(401)], {
      retry: perStatus({ 502: 1, 404: 'return', 401: 'throw' }, { backoff: constant(1) }),
    });
    expect(await http.post('/', {})).toMatchObject({ status: 404, data: { gone: true } });
    await expect(http.post('/', {})).rejects.toMatchObject({ isAxiosError: true, status: 401 });
    expect(server.requests).toHaveLength(3);
  });

  test('hooks see it as any retry', async () => {
    const { http } = await clientFor([reply(502), json({})]);
    const seen: Attempt[] = [];
    const beforeRetry = (attempt: Attempt) => seen.push(attempt);
    await resilient(perStatus({ 502: 1 }, { backoff: constant(1), beforeRetry })).call(() => http.post('/'));
    expect(seen).toMatchObject([{ number: 2, history: [{ rule: 'status(502)', delay: 1 }] }]);
  });
});

describe('what makes no sense is refused, by name', () => {
  test.each<[unknown, string]>([
    [{ 99: 1 }, `perStatus: expected a status from 100 to 599 or a class such as '5xx', got "99"`],
    [{ 600: 1 }, '"600"'],
    [{ '6xx': 1 }, '"6xx"'],
    [{ 9502: 1 }, '"9502"'],
    [{ 5029: 1 }, '"5029"'],
    [{ retry: 1 }, '"retry"'],
    [{ 502: -1 }, 'status 502: expected a whole number of at least 0, or Infinity, got -1'],
    [{ 502: 1.5 }, 'status 502: expected a whole number'],
    [{ 502: Number.NaN }, 'status 502: expected a whole number'],
    [
      { 401: 'ignore' },
      `status 401: expected a number of retries, { maxRetries, backoff }, 'throw' or 'return', got "ignore"`,
    ],
    [{ 401: true }, 'status 401'],
    [{ 401: null }, 'status 401'],
    [{ '5xx': { maxRetries: -2 } }, "status 5xx: option 'maxRetries'"],
    [{ '5xx': { retries: 2 } }, "status 5xx: unknown option 'retries'"],
    [{ 502: { backoff: 5 } }, "status 502: option 'backoff'"],
    [undefined, 'expected an object'],
    [[502], 'expected an object'],
    [new Map([[502, 1]]), 'expected an object'],
  ])('%j', (actions, message) => {
    const make = () => perStatus(actions as StatusActions);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow('perStatus: ');
    expect(make).toThrow(message);
  });

  test.each<[unknown, string]>([
    [{ maxTotal: -1 }, "option 'maxTotal'"],
    [{ network: -1 }, "option 'network'"],
    [
      { network: null },
      "perStatus: option 'network': expected a number of retries, { maxRetries, backoff }, got null",
    ],
    [{ network: { anyMethod: 1 } }, "option 'network.anyMethod': expected true or false, got 1"],
    [{ network: { tries: 1 } }, "'tries'"],
    [{ maxDuration: 'soon' }, "option 'maxDuration'"],
    [{ maxretries: 1 }, "perStatus: unknown option 'maxretries'"],
  ])('%j', (options, message) => {
    expect(() => perStatus({}, options as PerStatusOptions)).toThrow(ConfigError);
    expect(() => perStatus({}, options as PerStatusOptions)).toThrow(message);
  });
});

describe('as its own system does it', () => {
  /** When the requests came, in virtual milliseconds, and what the call ended with. */
  async function timetable(policy: RetryPolicy, steps: Step | Step[]) {
    const time = useVirtualClock();
    const at: number[] = [];
    const script = [steps].flat();
    const server = await serve((req, res, n) => {
      at.push(time.clock.now());
      return script[Math.min(n, script.length) - 1]?.(req, res, n);
    });
    const ending = await time.until(
      // fetch does not tell its method.
      resilient({ retry: policy, idempotent: true })
        .call(() => fetch(server.url))
        .catch((error) => error),
    );
    return {
      at,
      ending: ending as { status?: number },
      delays: attemptsOf(ending).map(({ delay }) => delay),
    };
  }

  test('pdpyras: retry[429] = 2 returns the 429 after three calls, 3 and 6 s apart', async () => {
    const policy = perStatus({ 429: 2 }, { backoff: pdpyras(), onExhausted: 'return' });
    const { at, ending } = await timetable(policy, reply(429));
    expect(at).toEqual(seconds(0, 3, 9));
    expect(ending.status).toBe(429);
  });

  test('pdpyras: 429 for ever, with a growing cooldown, within ten minutes', async () => {
    const { at } = await timetable(perStatus({ 429: Infinity }, { backoff: pdpyras() }), reply(429));
    expect(at).toEqual(seconds(0, 3, 9, 21, 45, 93, 189, 381));
  });

  test('pdpyras: one sequence of delays for statuses and the network', async () => {
    const policy = perStatus({ 429: Infinity }, { network: 3, backoff: pdpyras() });
    const { delays } = await timetable(policy, [reply(429), reset(), reply(429), json({})]);
    expect(delays).toEqual([...seconds(3, 6, 12), undefined]);
  });

  test('pdpyras: three retries of the network, four calls', async () => {
    const policy = perStatus({}, { network: 3, backoff: pdpyras() });
    const { at, ending } = await timetable(policy, reset());
    expect(at).toEqual(seconds(0, 3, 9, 21));
    expect(ending).toMatchObject({ cause: { code: 'ECONNRESET' } });
  });

  test.each([
    [500, 2],
    [502, 4],
    [503, 6],
    [504, 6],
  ])('pdpyras: the events session repeats %d %d times, also a POST', (code, retries) => {
    const events = perStatus({ 500: 2, 502: 4, 503: 6, 504: 6 }, { maxTotal: 10, backoff: pdpyras() });
    const delays = seconds(3, 6, 12, 24, 48, 96).slice(0, retries);
    expect(decides(events, times(retries + 1, code), 'POST')).toEqual([...delays, 'end']);
  });

  test('urllib3: 502 for ever is six calls at 0, 0, 2, 6, 14 and 30 s', async () => {
    const policy = perStatus({ 404: 5, 502: 5, 503: 5, 504: 5, 500: 'return' }, { backoff: urllib3() });
    expect((await timetable(policy, reply(502))).at).toEqual(seconds(0, 0, 2, 6, 14, 30));
    expect((await timetable(policy, reply(500))).at).toEqual([0]);
  });

  test('PCPI: 20 retries, 21 calls', async () => {
    const statuses = {
      429: 20,
      500: 20,
      502: 20,
      503: 20,
      504: 20,
      425: { maxRetries: 20, backoff: constant(0) },
    };
    const policy = perStatus(statuses, { backoff: pcpi(), maxTotal: 20 });
    const { delays } = await timetable(policy, reply(503));
    expect(delays).toEqual([...seconds(0, 1, 2, 4, 8, 16), ...times(14, 32_000), undefined]);
    expect(decides(policy, [425, 500, 425, 500, 425, 500])).toEqual(seconds(0, 0, 0, 1, 0, 2));
    expect(decides(policy, [...times(10, 425), ...times(11, 500)]).filter((d) => d === 'end')).toHaveLength(
      1,
    );
  });
});

test('one policy, fifty calls at once: each counts for itself', async () => {
  const seen = new Set<string>();
  const server = await serve((req, res) => {
    const first = !seen.has(req.url ?? '');
    seen.add(req.url ?? '');
    res.writeHead(first ? 502 : 200).end();
  });
  const http = createClient({ baseURL: server.url });
  onTestFinished(() => http.close());
  const policy = resilient(perStatus({ 502: 1 }, { backoff: constant(1) }));
  await Promise.all(Array.from({ length: 50 }, (_, i) => policy.call(() => http.get(`/${i}`))));
  expect(server.requests).toHaveLength(100);
});
