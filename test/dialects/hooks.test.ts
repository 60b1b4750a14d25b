import {
  AbortOn,
  type Attempt,
  attemptsOf,
  BeforeRetry,
  body,
  ConfigError,
  constant,
  Retry,
  RetryOn,
  RetryPolicy,
  status,
  Timeout,
  TotalTimeoutError,
} from 'holdfast';
import { expect, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { json, reply, type Step } from '../support/server.js';
import { useVirtualClock } from '../support/virtual-clock.js';

const backoff = constant(1);

/** Lets in whoever has the newest token. */
const guarded: Step = (req, res, n) =>
  (req.headers.authorization === 'Bearer fresh' ? json({ ok: true }) : reply(401))(req, res, n);

test('a hook refreshes a token between attempts', async () => {
  const { server, http } = await clientFor(guarded);
  class Api {
    token = 'stale';
    refreshes = 0;
    @RetryOn(status(401), { maxRetries: 1, backoff })
    @BeforeRetry('refresh')
    get() {
      return http.get('/', { headers: { Authorization: `Bearer ${this.token}` } });
    }
    async refresh(attempt: Attempt) {
      expect(attempt).toMatchObject({ number: 2, self: this, method: 'Api.get' });
      expect(attempt.history).toMatchObject([{ number: 1, status: 401 }]);
      expect(attempt.signal.aborted).toBe(false);
      await Promise.resolve();
      this.refreshes += 1;
      this.token = 'fresh';
    }
  }
  const api = new Api();
  expect((await api.get()).data).toEqual({ ok: true });
  expect((await api.get()).data).toEqual({ ok: true });
  expect(api.refreshes).toBe(1);
  expect(server.requests).toHaveLength(3);
});

test("a policy's own hook, overridden, does the same", async () => {
  const { http } = await clientFor(guarded);
  class Session {
    token = 'stale';
  }
  class RetryOnAuthFailure extends RetryPolicy {
    override backoff = backoff;
    override isValid(o: { status?: number | undefined }) {
      return o.status !== 401;
    }
    override async beforeRetry(attempt: Attempt) {
      (attempt.self as Session).token = 'fresh';
    }
  }
  class Api extends Session {
    @Retry(RetryOnAuthFailure)
    get() {
      return http.get('/', { headers: { Authorization: `Bearer ${this.token}` } });
    }
  }
  expect((await new Api().get()).data).toEqual({ ok: true });
});

test('hooks run before each retry and never before the first attempt, in the order in which they are written', async () => {
  const { http } = await clientFor([reply(500), reply(500), json({})]);
  const log: string[] = [];
  class Api {
    @Retry({ backoff, beforeRetry: () => log.push('policy') })
    @BeforeRetry((attempt) => log.push(`first ${attempt.number}`))
    @BeforeRetry(() => log.push('second'))
    get() {
      return http.get('/');
    }
  }
  const response = await new Api().get();
  expect(log).toEqual(['policy', 'first 2', 'second', 'policy', 'first 3', 'second']);
  expect(attemptsOf(response)).toHaveLength(3);
});

test("a hook's failure ends the call with that failure", async () => {
  const { server, http } = await clientFor(reply(500));
  const failure = new Error('no token');
  class Api {
    @Retry({ backoff })
    @BeforeRetry(async () => {
      throw failure;
    })
    get() {
      return http.get('/');
    }
  }
  await expect(new Api().get()).rejects.toBe(failure);
  expect(server.requests).toHaveLength(1);
  expect(attemptsOf(failure)).toMatchObject([{ number: 1, status: 500 }]);
});

test('a hook that never ends is bounded by the total limit', async () => {
  const { until } = useVirtualClock();
  const failure = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  class Api {
    @Retry({ backoff })
    @Timeout({ total: '10s' })
    @BeforeRetry(() => new Promise(() => {}))
    async get() {
      throw failure;
    }
  }
  const error = await until(new Api().get()).catch((e) => e);
  expect(error).toBeInstanceOf(TotalTimeoutError);
  expect(error).toMatchObject({ limit: 10_000, cause: failure });
});

test('a hook that names no method is refused', async () => {
  class Api {
    @Retry()
    @BeforeRetry('refesh')
    async get() {}
  }
  const error = await new Api().get().catch((e) => e);
  expect(error).toBeInstanceOf(ConfigError);
  expect(error.message).toBe('@BeforeRetry on Api.get: there is no method "refesh"');
});

test('@AbortOn wins over every rule', async () => {
  const { server, http } = await clientFor([
    json({ error: 'busy' }, 503),
    json({ error: 'closed' }, 503),
    json({}),
  ]);
  class Api {
    @Retry({ backoff })
    @RetryOn(status(503))
    @AbortOn(body<{ error: string }>((b) => b.error === 'closed'))
    get() {
      return http.get('/');
    }
  }
  const error = await new Api().get().catch((e) => e);
  expect(error.response.data).toEqual({ error: 'closed' });
  expect(server.requests).toHaveLength(2);
});

test('a refused response is returned as it is with onExhausted: return', async () => {
  const { server, http } = await clientFor(json({ ready: false }));
  class Api {
    @Retry({
      backoff,
      onExhausted: 'return',
      maxRetries: 1,
      retryOn: body<{ ready: boolean }>((b) => !b.ready),
    })
    get() {
      return http.get('/');
    }
  }
  const response = await new Api().get();
  expect(response.data).toEqual({ ready: false });
  expect(attemptsOf(response)).toHaveLength(2);
  expect(server.requests).toHaveLength(2);
});
