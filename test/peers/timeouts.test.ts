import { Agent } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  AttemptTimeoutError,
  attemptsOf,
  BeforeRetry,
  constant,
  Retry,
  resilient,
  Timeout,
  TotalTimeoutError,
  thrown,
} from 'holdfast';
import { expect, test, vi } from 'vitest';
import { delay, drip, hang, json, reply, type Step } from '../support/server.js';
import { useVirtualClock } from '../support/virtual-clock.js';
import { bareAxios, clientFor, withAxiosRetry } from './clients.js';

const backoff = constant(1);

/** The head and the beginning of the body, then silence. */
const stall: Step = (_req, res) => {
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
  res.write('{"id":');
};

test.each([{}, { maxRedirects: 0 }])('axios: the time limit ended with the headers (%o)', async (config) => {
  const { server, http } = await clientFor(drip(100, 'a slow answer'));
  const { data } = await bareAxios(server.url).get('/', { ...config, timeout: 500 });
  expect(data).toBe('a slow answer');

  class Api {
    @Timeout(500)
    get() {
      return http.get('/', config);
    }
  }
  await expect(new Api().get()).rejects.toBeInstanceOf(AttemptTimeoutError);
  await server.closed(2);
});

test('axios: nor did it bound a stream that the method reads itself', async () => {
  const { server, http } = await clientFor(drip(100, 'a slow answer'));
  class Api {
    @Timeout(500)
    async read() {
      const { data } = await http.get('/', { responseType: 'stream' });
      return text(data);
    }
  }
  await expect(new Api().read()).rejects.toBeInstanceOf(AttemptTimeoutError);
  await server.closed(1);
});

test('axios: the time limit did not count the wait for a connection', async () => {
  const { server, http } = await clientFor(delay(400, json({})), { pool: { maxSockets: 1 } });
  const httpAgent = new Agent({ maxSockets: 1 });
  const two = <T>(get: () => Promise<T>) => Promise.allSettled([get(), get()]);

  const bare = await two(() => bareAxios(server.url).get('/', { httpAgent, timeout: 700 }));
  expect(bare.map((end) => end.status)).toEqual(['fulfilled', 'fulfilled']);

  class Api {
    @Timeout(700)
    get() {
      return http.get('/');
    }
  }
  const [first, second] = await two(() => new Api().get());
  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({ status: 'rejected', reason: { name: 'AttemptTimeoutError' } });
});

test('axios: silence within the body was told as a bad response with status 200', async () => {
  const { server, http } = await clientFor([stall, stall, json({ id: '7' })]);
  const error = await bareAxios(server.url)
    .get('/', { timeout: 300 })
    .catch((e) => e);
  expect(error).toMatchObject({ code: 'ERR_BAD_RESPONSE', response: { status: 200 } });

  class Api {
    @Retry({ backoff })
    @Timeout({ idle: 300 })
    get() {
      return http.get('/');
    }
  }
  const response = await new Api().get();
  expect(response.data).toEqual({ id: '7' });
  expect(attemptsOf(response)).toMatchObject([
    { failure: 'timeout', code: 'ERR_HOLDFAST_IDLE_TIMEOUT' },
    { failure: undefined },
  ]);
});

test('got: every attempt had a limit, the call had none', async () => {
  const { server, http } = await clientFor(hang());
  class Api {
    @Retry({ maxRetries: Number.POSITIVE_INFINITY, backoff })
    @Timeout({ attempt: 300, total: 700 })
    get() {
      return http.get('/');
    }
  }
  const started = performance.now();
  const error = await new Api().get().catch((e) => e);
  expect(error).toBeInstanceOf(TotalTimeoutError);
  expect(error.cause).toBeInstanceOf(AttemptTimeoutError);
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(server.requests.length).toBeLessThanOrEqual(3);
  await server.closed(server.requests.length);
});

const never = () => new Promise<void>(() => {});
const failing = () => Promise.reject(new Error('not today'));

test.each([
  ['attempt', never, () => {}],
  ['hook', failing, never],
])('p-retry: maxRetryTime did not interrupt an endless %s', async (_, work, hook) => {
  const clock = useVirtualClock();
  const immediate = () => new Promise(setImmediate);
  class Job {
    @Retry({ retryOn: thrown(Error), backoff: constant('1s') })
    @Timeout({ total: '1m' })
    @BeforeRetry(hook)
    run() {
      return work();
    }
  }
  const end = vi.fn();
  new Job().run().catch(end);
  await immediate();
  clock.advance(1_000);
  await immediate();
  clock.advance(58_999);
  await immediate();
  expect(end).not.toHaveBeenCalled();
  clock.advance(1);
  await immediate();
  expect(end).toHaveBeenCalledExactlyOnceWith(expect.any(TotalTimeoutError));
  expect(clock.timers.size).toBe(0);
});

test('p-retry: nor a wait that was longer than the time left', async () => {
  const clock = useVirtualClock();
  const options = { retryOn: thrown(Error), backoff: constant('1m'), timeout: { total: '90s' } } as const;
  const call = resilient(options).call(failing);
  await expect.poll(() => clock.timers.size).toBe(2);
  clock.advance(60_000);
  // Another minute does not fit: there is no use in beginning it.
  await expect(call).rejects.toThrow('not today');
  expect(clock.clock.now()).toBe(60_000);
});

test('axios-retry: the attempts shared one time limit, so the one that used it up was the last', async () => {
  const { server, http } = await clientFor([hang(), json({ ok: true }), hang(), json({ ok: true })]);
  const peer = withAxiosRetry(server.url, {}, { timeout: 500 });
  await expect(peer.get('/')).rejects.toMatchObject({ code: 'ECONNABORTED' });
  expect(server.requests).toHaveLength(1);
  await peer.get('/');

  class Api {
    @Retry({ backoff })
    @Timeout(500)
    get() {
      return http.get('/');
    }
  }
  expect((await new Api().get()).data).toEqual({ ok: true });
  expect(server.requests).toHaveLength(4);
});

test.each<[string, Step]>([
  ['headers', hang()],
  ['body', stall],
])('undici: a %s timeout was not tried again', async (_, fault) => {
  const { server, http } = await clientFor([fault, json({ ok: true })]);
  class Api {
    @Retry({ backoff })
    @Timeout({ idle: 60 })
    get() {
      return http.get('/');
    }
  }
  expect((await new Api().get()).data).toEqual({ ok: true });
  expect(server.requests).toHaveLength(2);
});

test('undici: a connect timeout was not tried again', async () => {
  let lookups = 0;
  const lookup = ((_host: string, _options: object, found: (error: null, address: string) => void) => {
    lookups += 1;
    if (lookups > 1) found(null, '127.0.0.1');
  }) as never;
  const { server } = await clientFor(json({ ok: true }));
  const { http } = await clientFor(hang(), { baseURL: `http://todo.test:${server.port}`, lookup });
  class Api {
    @Retry({ backoff })
    @Timeout({ connect: 60 })
    add() {
      return http.post('/items', {});
    }
  }
  const response = await new Api().add();
  expect(attemptsOf(response)).toMatchObject([
    { failure: 'connect', code: 'ERR_HOLDFAST_CONNECT_TIMEOUT' },
    { status: 200 },
  ]);
});

test('undici: the time limit of a signal could not be tried again', async () => {
  const { server } = await clientFor([hang(), json({ ok: true })]);
  const response = await resilient({ backoff, timeout: 60, idempotent: true }).call(({ signal }) =>
    fetch(server.url, { signal }),
  );
  expect(await response.json()).toEqual({ ok: true });
});

test('undici: a limit of 300 ms came after a second', async () => {
  const { http } = await clientFor(hang());
  class Api {
    @Timeout(300)
    get() {
      return http.get('/');
    }
    @Timeout({ idle: 300 })
    getByIdle() {
      return http.get('/');
    }
  }
  const took = async (call: Promise<unknown>) => {
    const started = performance.now();
    await expect(call).rejects.toMatchObject({ limit: 300 });
    return performance.now() - started;
  };
  for (const ms of await Promise.all([took(new Api().get()), took(new Api().getByIdle())])) {
    expect(ms).toBeGreaterThan(200);
    expect(ms).toBeLessThan(900);
  }
});

test('mollitia, opossum: what had timed out went on behind the back', async () => {
  const { server, http } = await clientFor([reply(200), hang()]);
  class Api {
    finished = false;
    @Timeout(300)
    async get() {
      await http.get('/first');
      await http.get('/second');
      await http.get('/third');
      this.finished = true;
    }
  }
  const api = new Api();
  await expect(api.get()).rejects.toBeInstanceOf(AttemptTimeoutError);
  await server.closed(2);
  expect(api.finished).toBe(false);
  expect(server.requests.map((r) => r.url)).toEqual(['/first', '/second']);
});
