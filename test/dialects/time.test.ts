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
import { drip, hang, json, reply } from '../support/server.js';
import { stillTime } from '../support/still-time.js';
import { useVirtualClock } from '../support/virtual-clock.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('@Timeout ends an attempt for real: the server sees the socket close, and the body sends nothing more', async () => {
  const time = stillTime();
  const { server, http } = await clientFor(time.hangs);
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
  const error = await time.afterwards(500, api.get());
  expect(error).toBeInstanceOf(AttemptTimeoutError);
  expect(error).toMatchObject({ limit: 500, code: 'ERR_HOLDFAST_ATTEMPT_TIMEOUT' });
  expect(error.message).toContain('Api.get');
  await server.closed(1);
  await expect.poll(() => api.finished).toBe(true);
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
  const time = stillTime();
  const { server, http } = await clientFor([time.hangs, json({ ok: true })]);
  const limits: unknown[] = [];
  class Api {
    @Timeout(300)
    @Retry({ backoff: constant(0) })
    get() {
      limits.push(currentAttempt()?.remaining());
      return http.get('/');
    }
  }
  const response = await time.afterwards(300, new Api().get());
  expect(response.data).toEqual({ ok: true });
  expect(server.requests).toHaveLength(2);
  expect(limits).toEqual([300, 300]);
  expect(attemptsOf(response).map((a) => a.failure)).toEqual(['timeout', undefined]);
});

test('a total limit ends the call, and names the last failure as its cause', async () => {
  const time = stillTime();
  const { server, http } = await clientFor([reply(500), time.hangs]);
  class Api {
    @Retry({ backoff: constant(0) })
    @Timeout({ total: 400 })
    get() {
      return http.get('/');
    }
  }
  const error = await time.afterwards(400, new Api().get());
  expect(error).toBeInstanceOf(TotalTimeoutError);
  expect(error.cause).toMatchObject({ response: { status: 500 } });
  expect(attemptsOf(error).map((a) => a.failure)).toEqual(['status', 'timeout']);
  await server.closed(2);
});

test('a wait that cannot fit is not begun: the last failure is thrown at once', async () => {
  const { delays } = useVirtualClock();
  const { server, http } = await clientFor(reply(500));
  class Api {
    @Retry({ backoff: constant('77s') })
    @Timeout({ total: '5s' })
    get() {
      return http.get('/');
    }
  }
  await expect(new Api().get()).rejects.toMatchObject({ response: { status: 500 } });
  expect(delays).not.toContain(77_000);
  expect(server.requests).toHaveLength(1);
});

test("the user's abort ends a long wait at once, with the user's own reason", async () => {
  const { delays } = useVirtualClock();
  const { server, http } = await clientFor(reply(500));
  class Api {
    @Retry({ backoff: constant('77s') })
    get() {
      return http.get('/');
    }
  }
  const controller = new AbortController();
  const reason = { why: 'the browser has gone' };
  const ended = expect(withSignal(controller.signal, () => new Api().get())).rejects.toBe(reason);
  await expect.poll(() => delays).toContain(77_000);
  controller.abort(reason);
  await ended;
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
  const { clock } = useVirtualClock();
  const { http } = await clientFor(reply(500));
  let left: number | undefined;
  class Api {
    @Timeout({ total: 2000 })
    async outer() {
      return this.inner();
    }
    @Retry({ backoff: constant('5s') })
    async inner() {
      left = currentAttempt()?.remaining();
      return http.get('/');
    }
  }
  await expect(new Api().outer()).rejects.toMatchObject({ response: { status: 500 } });
  expect([left, clock.now()]).toEqual([2000, 0]);
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
