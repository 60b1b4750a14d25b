/** The total bounds everything that belongs to a call; the attempt's limit bounds the attempt until it is judged. */
import {
  Accept,
  AttemptTimeoutError,
  attemptsOf,
  BeforeRetry,
  constant,
  createClient,
  has,
  missing,
  Retry,
  RetryOn,
  resilient,
  Timeout,
  TotalTimeoutError,
  timedOut,
} from 'holdfast';
import { describe, expect, onTestFinished, test } from 'vitest';
import { json, reply, type Step, serve } from '../support/server.js';
import { stillTime } from '../support/still-time.js';
import { useVirtualClock } from '../support/virtual-clock.js';

const backoff = constant(0);

/** The head and the beginning of a body that never ends. */
const stall: Step = (_req, res) => {
  res.writeHead(200, { 'content-type': 'application/json' });
  res.write('{"summary":');
};

const never = () => new Promise<never>(() => {});

describe('a body that stalls while a predicate reads it', () => {
  test.each([
    ['with the signal', true],
    ['without it', false],
  ])('is cut at the total (fetch %s)', async (_, listening) => {
    const server = await serve(stall);
    const time = stillTime();
    const policy = resilient({ accept: has('summary'), timeout: { total: 100 } });
    const call = policy.call(({ signal }) =>
      fetch(server.url, listening ? { signal } : {}).then(time.happened),
    );
    const error = await time.afterwards(100, call);
    expect(error).toBeInstanceOf(TotalTimeoutError);
    expect(error.message).toMatch(/while it waited for the body that @Accept has\('summary'\) reads$/);
    expect(attemptsOf(error)).toMatchObject([{ number: 1, duration: 100, failure: 'timeout' }]);
    if (listening) await server.closed(1);
  });

  test.each([
    ['with the signal', true],
    ['without it', false],
  ])("is cut at the attempt's limit, and tried again (fetch %s)", async (_, listening) => {
    const server = await serve([stall, json({ summary: 'x' })]);
    const time = stillTime();
    const policy = resilient({ retryOn: [missing('summary'), timedOut()], backoff, timeout: 100 });
    const call = policy.call(({ signal }) =>
      fetch(server.url, listening ? { signal } : {}).then(time.happened),
    );
    const response = await time.afterwards(100, call);
    expect(await response.json()).toEqual({ summary: 'x' });
    expect(attemptsOf(response)).toMatchObject([
      { failure: 'timeout', status: undefined, reason: 'timedOut()' },
      { status: 200 },
    ]);
    if (listening) await server.closed(1);
  });

  test("ends the call with the attempt's error where there is no retry", async () => {
    const server = await serve(stall);
    const time = stillTime();
    const policy = resilient({ accept: has('summary'), timeout: 80 });
    const call = policy.call(({ signal }) => fetch(server.url, { signal }).then(time.happened));
    const error = await time.afterwards(80, call);
    expect(error).toBeInstanceOf(AttemptTimeoutError);
    expect(error.message).toMatch(/longer than 80 ms, while it waited for the body that @Accept/);
    await server.closed(1);
  });

  test.each([
    ['tried again where it is safe', true, 2],
    ['and not where it may not be', false, 1],
  ])('counts for the table of defaults as any timeout: %s', async (_, idempotent, requests) => {
    const server = await serve([stall, json({ summary: 'x' })]);
    const time = stillTime();
    const policy = resilient({ retry: { backoff }, accept: has('summary'), timeout: 80, idempotent });
    const call = policy.call(({ signal }) => fetch(server.url, { signal }).then(time.happened));
    const ending = await time.afterwards(80, call);
    expect(server.requests).toHaveLength(requests);
    expect(ending).toMatchObject(idempotent ? { status: 200 } : { name: 'AttemptTimeoutError', limit: 80 });
  });
});

test('what an earlier attempt was waiting for is not told of a later one', async () => {
  const time = useVirtualClock();
  const policy = resilient({
    retryOn: ({ failure }) => failure === 'timeout' || never(),
    backoff,
    timeout: { attempt: 60, total: 100 },
  });
  const call = policy.call(({ number }) => (number === 1 ? 'value' : never()));
  const error: any = await time.until(call.catch((e) => e));
  expect(error.message).toMatch(/took longer than 100 ms \(1 failed attempt\)$/);
  expect(error.cause.message).toMatch(/attempt 1 took longer than 60 ms, while it waited for retryOn/);
});

test('what is judged in time is not touched by the limit, and its body is whole', async () => {
  const slow: Step = async (_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.write('{"summary":');
    setTimeout(() => res.end('"x"}'), 40);
  };
  const server = await serve(slow);
  const policy = resilient({ accept: has('summary'), timeout: 1_000 });
  const response = await policy.call(({ signal }) => fetch(server.url, { signal }));
  expect(await response.json()).toEqual({ summary: 'x' });
});

describe('the total', () => {
  async function api(step: Step | Step[]) {
    const server = await serve(step);
    const http = createClient({ baseURL: server.url });
    onTestFinished(() => http.close());
    return { server, http };
  }

  test('cuts a hook, and the last failure is the cause', async () => {
    const { server, http } = await api(reply(500));
    const time = stillTime();
    class Api {
      @Retry({ backoff })
      @Timeout({ total: 100 })
      @BeforeRetry(function hook() {
        return time.happened(never());
      })
      get() {
        return http.get('/');
      }
    }
    const error = await time.afterwards(100, new Api().get());
    expect(error).toBeInstanceOf(TotalTimeoutError);
    expect(error.cause).toMatchObject({ response: { status: 500 } });
    expect(error.message).toBe(
      'Api.get: took longer than 100 ms (1 failed attempt, status 500), while it waited for @BeforeRetry hook',
    );
    expect(attemptsOf(error)).toMatchObject([{ status: 500 }]);
    expect(server.requests).toHaveLength(1);
  });

  test('cuts the request of a hook', async () => {
    const time = stillTime();
    const { server, http } = await api([reply(500), time.hangs]);
    class Api {
      @Retry({ backoff })
      @Timeout({ total: 100 })
      @BeforeRetry(() => http.post('/token'))
      get() {
        return http.get('/');
      }
    }
    const error = await time.afterwards(100, new Api().get());
    expect(error).toBeInstanceOf(TotalTimeoutError);
    expect(error.cause).toMatchObject({ response: { status: 500 } });
    await server.closed(2);
  });

  test('cuts a predicate that judges a failure, which is the cause and stands in the history', async () => {
    const { http } = await api(reply(500));
    const time = stillTime();
    class Api {
      @RetryOn(() => time.happened(never()))
      @Timeout({ total: 100 })
      get() {
        return http.get('/');
      }
    }
    const error = await time.afterwards(100, new Api().get());
    expect(error).toBeInstanceOf(TotalTimeoutError);
    expect(error.cause).toMatchObject({ response: { status: 500 } });
    expect(attemptsOf(error)).toMatchObject([{ number: 1, status: 500, failure: 'status' }]);
  });

  test('cuts a predicate of a later attempt: the cause is the failure that was being judged', async () => {
    const { http } = await api([reply(500), reply(502)]);
    const time = stillTime();
    let asked = 0;
    class Api {
      @RetryOn(
        () => {
          asked += 1;
          return asked === 1 || time.happened(never());
        },
        { backoff },
      )
      @Timeout({ total: 100 })
      get() {
        return http.get('/');
      }
    }
    const error = await time.afterwards(100, new Api().get());
    expect(error.cause).toMatchObject({ response: { status: 502 } });
    expect(attemptsOf(error).map(({ status }) => status)).toEqual([500, 502]);
  });

  test('leaves no room for a wait that fitted before the judging took its time', async () => {
    const { http } = await api(reply(500));
    const time = stillTime();
    const slowly = async () => {
      await time.happened(time.pause(150));
      return true;
    };
    class Api {
      @RetryOn(slowly, { backoff: constant(100) })
      @Timeout({ total: 200 })
      @Accept(() => true)
      get() {
        return http.get('/');
      }
    }
    const error = await time.afterwards(150, new Api().get());
    expect(error).toMatchObject({ response: { status: 500 } });
    expect(time.now()).toBe(150);
    const [only, ...more] = attemptsOf(error);
    expect(only).toMatchObject({
      status: 500,
      delay: undefined,
      reason: 'a wait of 100 ms does not fit in the 50 ms left',
    });
    expect(more).toEqual([]);
  });
});

test('errors of a long call do not pile up: each keeps what it was caused by, not all that went before', async () => {
  let deepest = 0;
  const depth = (error: any): number => (error === undefined ? 0 : 1 + depth(error.cause));
  const policy = resilient({
    maxRetries: 60,
    backoff: constant(0),
    retryOn: (_, { history }) => history.length < 60,
    beforeRetry: (attempt) => {
      deepest = Math.max(deepest, depth((attempt as any).call.lastError));
    },
    timeout: 1,
  });
  let runs = 0;
  await policy.call(() => {
    runs += 1;
    return runs % 3 === 0 ? new Promise(() => {}) : runs;
  });
  expect(runs).toBe(61);
  expect(deepest).toBeLessThanOrEqual(3);
});
