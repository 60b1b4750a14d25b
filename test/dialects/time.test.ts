import {
  AttemptTimeoutError,
  attemptsOf,
  constant,
  currentAttempt,
  Retry,
  Timeout,
  TotalTimeoutError,
  withSignal,
} from 'holdfast';
import { expect, test } from 'vitest';
import { clientFor } from '../support/client.js';
import { delay, drip, hang, json, reply } from '../support/server.js';
import { stillTime } from '../support/still-time.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('@Timeout ends an attempt for real: the server sees the socket close, and the body sends nothing more', async () => {
  const { server, http } = await clientFor(hang());
  class Api {
    finished = false;
    @Timeout(500)
    async get() {
      await http.get('/first').catch(() => {});
      await http.get('/second').catch(() => {});
      this.finished = true;
    }
  }
  const api = new Api();
  const started = performance.now();
  const error = await api.get().catch((e) => e);
  expect(error).toBeInstanceOf(AttemptTimeoutError);
  expect(error).toMatchObject({ limit: 500, code: 'ERR_HOLDFAST_ATTEMPT_TIMEOUT' });
  expect(error.message).toContain('Api.get');
  expect(performance.now() - started).toBeLessThan(10_000);
  await server.closed(1);
  await pause(50);
  expect(api.finished).toBe(true);
  expect(server.requests.map((r) => r.url)).toEqual(['/first']);
});

test('a body that drips does not outlive the attempt', async () => {
  const time = stillTime();
  const drips = drip(20, 'x'.repeat(3_000));
  const { server, http } = await clientFor((...request) => time.happened(drips(...request)));
  class Api {
    @Timeout('150ms')
    get() {
      return http.get('/');
    }
  }
  expect(await time.afterwards(150, new Api().get())).toBeInstanceOf(AttemptTimeoutError);
  await server.closed(1);
});

test('a slow attempt is tried again under @Retry, each with the whole limit', async () => {
  const { server, http } = await clientFor([delay(5000, reply(200)), json({ ok: true })]);
  class Api {
    @Timeout(300)
    @Retry({ backoff: constant(1) })
    async get() {
      await pause(1);
      return http.get('/');
    }
  }
  const response = await new Api().get();
  expect(response.data).toEqual({ ok: true });
  expect(server.requests).toHaveLength(2);
  expect(attemptsOf(response).map((a) => a.failure)).toEqual(['timeout', undefined]);
});

test('a total limit ends the wait, and names the last failure as its cause', async () => {
  const { server, http } = await clientFor([reply(500), hang()]);
  class Api {
    @Retry({ backoff: constant(1) })
    @Timeout({ total: 400 })
    get() {
      return http.get('/');
    }
  }
  const error = await new Api().get().catch((e) => e);
  expect(error).toBeInstanceOf(TotalTimeoutError);
  expect(error.cause).toMatchObject({ response: { status: 500 } });
  expect(attemptsOf(error).map((a) => a.failure)).toEqual(['status', 'timeout']);
  await server.closed(2);
});

test('a wait that cannot fit is not begun: the last failure is thrown at once', async () => {
  const { server, http } = await clientFor(reply(500));
  class Api {
    @Retry({ backoff: constant('10s') })
    @Timeout({ total: '5s' })
    get() {
      return http.get('/');
    }
  }
  const started = performance.now();
  await expect(new Api().get()).rejects.toMatchObject({ response: { status: 500 } });
  expect(performance.now() - started).toBeLessThan(1000);
  expect(server.requests).toHaveLength(1);
});

test("the user's abort ends a long wait at once, with the user's own reason", async () => {
  const { server, http } = await clientFor(reply(500));
  class Api {
    @Retry({ backoff: constant('10s') })
    get() {
      return http.get('/');
    }
  }
  const controller = new AbortController();
  const reason = { why: 'the browser has gone' };
  const ended = expect(withSignal(controller.signal, () => new Api().get())).rejects.toBe(reason);
  await expect.poll(() => server.requests.length).toBe(1);
  const started = performance.now();
  setTimeout(() => controller.abort(reason), 60);
  await ended;
  expect(performance.now() - started).toBeLessThan(1000);
  expect(server.requests).toHaveLength(1);
});

test("the user's abort ends a request, and is not tried again", async () => {
  const { server, http } = await clientFor(hang());
  class Api {
    @Retry({ backoff: constant(1), retryOn: () => true })
    get() {
      return http.get('/');
    }
  }
  const controller = new AbortController();
  const reason = new Error('enough');
  const ended = expect(withSignal(controller.signal, () => new Api().get())).rejects.toBe(reason);
  await expect.poll(() => server.requests.length).toBe(1);
  controller.abort(reason);
  await ended;
  await server.closed(1);
  await pause(20);
  expect(server.requests).toHaveLength(1);
});

test('a nested call inherits the deadline around it', async () => {
  const { http } = await clientFor(reply(500));
  let left = Number.NaN;
  class Api {
    @Timeout({ total: 2000 })
    async outer() {
      return this.inner();
    }
    @Retry({ backoff: constant('5s') })
    async inner() {
      left = currentAttempt()?.remaining() ?? Number.NaN;
      return http.get('/');
    }
  }
  const started = performance.now();
  await expect(new Api().outer()).rejects.toMatchObject({ response: { status: 500 } });
  expect(performance.now() - started).toBeLessThan(1500);
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(2000);
});

test('three layers of three retries reach a failing bottom four times', async () => {
  const { server, http } = await clientFor(reply(500));
  class Api {
    @Retry({ backoff: constant(1) })
    top() {
      return this.middle();
    }
    @Retry({ backoff: constant(1) })
    async middle() {
      try {
        return await this.bottom();
      } catch (cause) {
        throw new Error('the middle failed', { cause });
      }
    }
    @Retry({ backoff: constant(1) })
    bottom() {
      return http.get('/');
    }
  }
  const error = await new Api().top().catch((e) => e);
  expect(error.message).toBe('the middle failed');
  expect(server.requests).toHaveLength(4);
});
