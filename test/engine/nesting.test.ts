/** Calls inside calls: retries do not multiply in silence, deadlines are inherited, nothing unsafe is done twice. */
import {
  AbortOn,
  attemptsOf,
  constant,
  createClient,
  currentAttempt,
  Retry,
  RetryOn,
  RetryPolicy,
  resilient,
  status,
  Timeout,
  TotalTimeoutError,
} from 'holdfast';
import { describe, expect, onTestFinished, test } from 'vitest';
import { delay, json, reply, type Step, serve } from '../support/server.js';
import { stillTime } from '../support/still-time.js';
import { useVirtualClock } from '../support/virtual-clock.js';

const backoff = constant(0);

async function clientFor(steps: Step | readonly Step[]) {
  const server = await serve(steps);
  const http = createClient({ baseURL: server.url });
  onTestFinished(() => http.close());
  return { server, http };
}

type Get = () => Promise<unknown>;
type Layer = (next: Get) => Get;

/** The same layer of three retries, in each way in which it can be written. */
const LAYERS: Record<string, Layer> = {
  decorated(next) {
    class Api {
      @Retry({ backoff })
      get() {
        return next();
      }
    }
    return () => new Api().get();
  },
  called: (next) => () => resilient({ retry: { backoff } }).call(next),
  wrapped: (next) => resilient({ retry: new RetryPolicy({ backoff }) }).wrap(next),
  idempotent: (next) => resilient({ retry: { backoff }, idempotent: true }).wrap(next),
};

const WRAPPINGS: Record<string, Layer> = {
  'passes on': (next) => next,
  'wraps the error with a cause': (next) => () =>
    next().catch((cause) => {
      throw new Error('wrapped', { cause });
    }),
  'says it in an error of its own': (next) => () =>
    next().catch(() => {
      // As the exceptions of NestJS do, whose `response` is what they will answer with.
      throw Object.assign(new Error('Bad Gateway'), { status: 502, response: { statusCode: 502 } });
    }),
  'makes it one of several errors': (next) => () =>
    next().catch((error) => {
      throw new AggregateError([new Error('other'), error]);
    }),
};

describe.each(Object.keys(WRAPPINGS))('where the middle %s', (wrapping) => {
  test.each([
    ['decorated', 'decorated', 'decorated'],
    ['called', 'called', 'called'],
    ['decorated', 'called', 'wrapped'],
    ['idempotent', 'wrapped', 'decorated'],
    ['called', 'idempotent', 'idempotent'],
  ])('three layers of three retries (%s, %s, %s) reach the bottom four times', async (...names) => {
    const { server, http } = await clientFor(reply(500));
    const [top, middle, bottom] = names.map((name) => LAYERS[name]) as [Layer, Layer, Layer];
    const get = top((WRAPPINGS[wrapping] as Layer)(middle(bottom(() => http.get('/')))));
    await expect(get()).rejects.toThrow();
    expect(server.requests).toHaveLength(4);
  });
});

test('nor do they multiply for fetch, nor where the bottom hands a refused response on', async () => {
  const server = await serve(reply(503));
  const options = { retry: { backoff }, idempotent: true } as const;
  const bottom = resilient({ ...options, retry: { backoff, onExhausted: 'return' } });
  const response = await resilient({ ...options, retry: { backoff, onExhausted: 'return' } }).call(() =>
    resilient(options)
      .call(() => bottom.call(() => fetch(server.url)))
      .catch((error) => error.response),
  );
  expect(response.status).toBe(503);
  expect(server.requests).toHaveLength(4);
});

test('nor where it is the total of the bottom that ends it', async () => {
  const time = stillTime();
  const { server, http } = await clientFor([reply(500), time.hangs]);
  const inner = resilient({ retry: { backoff }, timeout: { total: 150 } });
  const call = resilient({ retry: { backoff } }).call(() => inner.call(() => http.get('/')));
  expect(await time.afterwards(150, call)).toBeInstanceOf(TotalTimeoutError);
  expect(server.requests).toHaveLength(2);
});

test('a limit without retries gives nothing up: the layer around it tries again', async () => {
  const time = stillTime();
  const { server, http } = await clientFor([time.hangs, json({})]);
  const inner = resilient({ timeout: { total: 50 } });
  const call = resilient({ retry: { backoff } }).call(() => inner.call(() => http.get('/')));
  expect(await time.afterwards(50, call)).toMatchObject({ status: 200 });
  expect(server.requests).toHaveLength(2);
});

test('what a call gave up on is given up for those around it, not for later calls that fail with the same object', async () => {
  const error = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  let calls = 0;
  const policy = resilient({ retry: { backoff } });
  const fail = () =>
    policy.call(() => {
      calls += 1;
      throw error;
    });
  await expect(fail()).rejects.toBe(error);
  await expect(fail()).rejects.toBe(error);
  expect(calls).toBe(8);
  await expect(policy.call(fail)).rejects.toBe(error);
  expect(calls).toBe(12);
  expect(attemptsOf(error)).toHaveLength(4);
});

describe('what is stated explicitly is done in an outer layer too', () => {
  test.each<[string, Layer, requests: number]>([
    [
      '@RetryOn',
      (next) => {
        class Api {
          @RetryOn(status(500), { maxRetries: 2, backoff })
          get() {
            return next();
          }
        }
        return () => new Api().get();
      },
      12,
    ],
    ['retryOn', (next) => resilient({ retryOn: status(500), maxRetries: 1, backoff }).wrap(next), 8],
    [
      '@RetryOn against @AbortOn',
      (next) => {
        class Api {
          @RetryOn(status(500), { backoff })
          @AbortOn(status(500))
          get() {
            return next();
          }
        }
        return () => new Api().get();
      },
      4,
    ],
  ])('%s', async (_, layer, requests) => {
    const { server, http } = await clientFor(reply(500));
    const get = layer((LAYERS.decorated as Layer)(() => http.get('/')));
    await expect(get()).rejects.toMatchObject({ response: { status: 500 } });
    expect(server.requests).toHaveLength(requests);
  });
});

describe('the deadline around it', () => {
  test("is the inner call's too, through as many layers as there are", async () => {
    const time = useVirtualClock();
    const seen: number[] = [];
    const limited = (ms: number) => resilient({ timeout: { total: ms } });
    await time.until(
      limited(1_000).call(() =>
        limited(5_000).call(() =>
          resilient({ timeout: 700 }).call(({ remaining }) => {
            seen.push(currentAttempt()?.remaining() ?? Number.NaN, remaining === undefined ? 0 : 1);
          }),
        ),
      ),
    );
    expect(seen).toEqual([700, 1]);
  });

  test('ends an inner call that has a longer one, with the error of the outer', async () => {
    const time = stillTime();
    const { server, http } = await clientFor([reply(500), time.hangs]);
    const call = resilient({ timeout: { total: 100 } }).call(() =>
      resilient({ retry: { backoff }, timeout: { total: '10s' } }).call(() => http.get('/')),
    );
    const error = await time.afterwards(100, call);
    expect(error).toMatchObject({ name: 'TotalTimeoutError', limit: 100 });
    // The history is that of the call which was ended, not of the one inside it.
    expect(attemptsOf(error)).toMatchObject([{ number: 1, failure: 'timeout' }]);
    await server.closed(2);
    expect(server.requests).toHaveLength(2);
  });

  test('leaves no room for a wait that does not fit: it is not begun', async () => {
    const { server, http } = await clientFor(reply(500));
    const started = performance.now();
    const call = resilient({ timeout: { total: '2s' } }).call(() =>
      resilient({ retry: { backoff: constant('2s') } }).call(() => http.get('/')),
    );
    const error = await call.catch((e) => e);
    expect(error).toMatchObject({ response: { status: 500 } });
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(server.requests).toHaveLength(1);
  });

  test('ends a wait of the inner call that did fit when it began', async () => {
    const time = useVirtualClock();
    const inner = resilient({ retryOn: () => true, backoff: constant(60), maxRetries: 9 });
    const call = resilient({ timeout: { total: 100 } }).call(() =>
      Promise.race([inner.call(() => 'not yet'), new Promise(() => {})]),
    );
    const error: any = await time.until(call.catch((e) => e));
    // 60 ms were waited; then 40 were left, and the wait of 60 was not begun.
    expect([time.clock.now(), error.name]).toEqual([60, 'ResponseRejectedError']);
    expect(time.timers.size).toBe(0);
  });
});

describe('when an inner call is over', () => {
  const never = () => new Promise<never>(() => {});
  const inner = resilient({ timeout: '1s' });

  test.each([
    ['total', { total: 100 }, 'TotalTimeoutError'],
    ['limit of the attempt', { attempt: 100 }, 'AttemptTimeoutError'],
  ])('the %s still ends an attempt that listens to nothing', async (_, timeout, name) => {
    const time = useVirtualClock();
    const call = resilient({ timeout, maxRetries: 0 }).call(async () => {
      await inner.call(() => 'over');
      return never();
    });
    const error: any = await time.until(call.catch((e) => e));
    expect([time.clock.now(), error.name]).toEqual([100, name]);
  });

  test('so does the signal of the user', async () => {
    const controller = new AbortController();
    const call = resilient({ maxRetries: 0 }).call(
      async () => {
        await inner.call(() => 'over');
        controller.abort('the user left');
        return never();
      },
      { signal: controller.signal },
    );
    await expect(call).rejects.toBe('the user left');
  });
});

describe("an outer attempt's limit", () => {
  test('aborts the inner call, which gave nothing up: the outer layer tries again', async () => {
    const time = stillTime();
    const { server, http } = await clientFor([time.hangs, json({ ok: true })]);
    class Api {
      @Retry({ backoff })
      @Timeout(80)
      outer() {
        return this.inner();
      }
      @Retry({ backoff })
      inner() {
        return http.get('/');
      }
    }
    const response = await time.afterwards(80, new Api().outer());
    expect(response.data).toEqual({ ok: true });
    await server.closed(1);
    expect(server.requests).toHaveLength(2);
    expect(attemptsOf(response).map(({ failure }) => failure)).toEqual(['timeout', undefined]);
  });

  test('ends its wait as well', async () => {
    const { server, http } = await clientFor([reply(500), reply(500), json({})]);
    const time = stillTime();
    let calls = 0;
    const waits = () => time.happened(calls === 1 ? 30 : 0);
    const inner = resilient({ retry: { backoff: waits } });
    const outer = resilient({ retry: { backoff }, timeout: 50 });
    // In the first attempt something else takes the time that the wait needed.
    const call = outer.call(async () => {
      calls += 1;
      const work = inner.call(() => http.get('/'));
      if (calls === 1) await Promise.allSettled([work, time.pause(200)]);
      return work;
    });
    await time.afterwards(50, call);
    expect(calls).toBe(2);
    expect(server.requests).toHaveLength(3);
  });

  test('does not repeat what the inner call may have done', async () => {
    const time = stillTime();
    const { server, http } = await clientFor(time.hangs);
    const inner = resilient({ retry: { backoff } });
    const outer = resilient({ retry: { backoff }, timeout: 60 });
    const call = outer.call(() => inner.call(() => http.post('/orders', {})));
    expect(await time.afterwards(60, call)).toMatchObject({ name: 'AttemptTimeoutError' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('the requests of inner calls are those of the attempt around them', () => {
  const plain = resilient({ timeout: '5s' });

  test('a POST that was done inside is not done again because a GET after it fails', async () => {
    const { server, http } = await clientFor([json({ id: 1 }, 201), reply(503)]);
    const call = resilient({ retry: { backoff } }).call(async () => {
      await plain.call(() => http.post('/orders', {}));
      return plain.call(() => http.get('/orders/1'));
    });
    await expect(call).rejects.toMatchObject({ response: { status: 503 } });
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  test('nor two layers further in, nor after many others', async () => {
    const { server, http } = await clientFor((req, res, n) =>
      (req.url === '/last' ? reply(503) : json({}))(req, res, n),
    );
    const call = resilient({ retry: { backoff } }).call(async () => {
      await plain.call(() => plain.call(() => http.post('/orders', {})));
      for (let i = 0; i < 20; i += 1) await plain.call(() => http.get(`/items/${i}`));
      return plain.call(() => http.get('/last'));
    });
    await expect(call).rejects.toMatchObject({ response: { status: 503 } });
    expect(server.requests).toHaveLength(22);
  });

  test('a POST that was refused up front may be, and a GET always', async () => {
    const refused = reply(429);
    const { server, http } = await clientFor([json({}), refused, json({}), json({ id: 1 }, 201)]);
    const response = await resilient({ retry: { backoff } }).call(async () => {
      await plain.call(() => http.get('/orders'));
      return plain.call(() => http.post('/orders', {}));
    });
    expect(response.status).toBe(201);
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'POST']);
  });

  test('a request of its own that fails after an inner call gave up is tried again', async () => {
    const { server, http } = await clientFor((req, res, n) =>
      (req.url === '/extra' || n < 6 ? reply(500) : json({}))(req, res, n),
    );
    const inner = resilient({ retry: { backoff } });
    const response = await resilient({ retry: { backoff } }).call(async () => {
      await inner.call(() => http.get('/extra')).catch(() => {});
      return http.get('/');
    });
    expect(response.status).toBe(200);
    const extra = Array.from({ length: 4 }, () => '/extra');
    expect(server.requests.map(({ url }) => url)).toEqual([...extra, '/', ...extra, '/']);
  });

  test('a method that handles the failure of an inner call has not failed', async () => {
    const { server, http } = await clientFor(reply(503));
    const value = await resilient({ retry: { backoff } }).call(() =>
      resilient({ retry: { backoff, maxRetries: 1 } })
        .call(() => http.get('/'))
        .catch(() => 'from the cache'),
    );
    expect(value).toBe('from the cache');
    expect(server.requests).toHaveLength(2);
  });
});

test('an inner call of an attempt that was given up for another one begins nothing new', async () => {
  const server = await serve(delay(40, reply(500)));
  const inner = resilient({ retryOn: status(500), backoff: constant(20), maxRetries: 5 });
  const outer = resilient({ retryOn: () => true, maxRetries: 1, backoff });
  const quick = Promise.reject(new Error('left behind'));
  let left: Promise<unknown> | undefined;
  const call = outer.call(({ number }) => {
    if (number > 1) return quick;
    // Nothing listens to a signal here, so that the request itself goes on.
    left = inner.call(() => fetch(server.url));
    return Promise.all([left, quick]);
  });
  await expect(call).rejects.toThrow('left behind');
  await expect(left).rejects.toThrow('left behind');
  expect(server.requests).toHaveLength(1);
});
