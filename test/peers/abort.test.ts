import { getEventListeners } from 'node:events';
import axios from 'axios';
import {
  type Attempt,
  AttemptTimeoutError,
  attemptsOf,
  constant,
  type ResilienceOptions,
  Retry,
  resilient,
  result,
  rule,
  Timeout,
  thrown,
  withSignal,
} from 'holdfast';
import { expect, test } from 'vitest';
import { delay, hang, json, reply, serve } from '../support/server.js';
import { useVirtualClock } from '../support/virtual-clock.js';
import { bareAxios, clientFor } from './clients.js';

const HOUR = 3_600_000;

test('cockatiel: an abort during the wait made one more call', async () => {
  const clock = useVirtualClock();
  const patient = resilient({ retryOn: thrown(Error), backoff: constant('10s') });
  const controller = new AbortController();
  const reason = new Error('the browser has gone');
  let calls = 0;
  const call = patient.call(
    () => {
      calls += 1;
      throw new Error('not today');
    },
    { signal: controller.signal },
  );
  await expect.poll(() => clock.timers.size).toBe(1);
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
  expect(clock.timers.size).toBe(0);
  clock.advance(HOUR);
  expect(calls).toBe(1);
});

const endless = () => new Promise<never>(() => {});

test.each<[string, ResilienceOptions]>([
  ['hook', { beforeRetry: endless }],
  ['rule', { rules: [rule(endless)] }],
  ['condition of acceptance', { accept: endless }],
])('cockatiel: nor may an abort during an asynchronous %s', async (_, options) => {
  let calls = 0;
  const controller = new AbortController();
  const call = resilient({ backoff: constant(1), retryOn: result((v) => v === undefined), ...options }).call(
    () => {
      calls += 1;
    },
    { signal: controller.signal },
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  controller.abort('enough');
  await expect(call).rejects.toBe('enough');
  expect(calls).toBe(1);
});

test('retry-axios: an abort during the wait was heard only when the wait was over', async () => {
  const clock = useVirtualClock();
  const { server, http } = await clientFor(reply(500), { retry: { backoff: constant('10s') } });
  const controller = new AbortController();
  const call = http.get('/', { signal: controller.signal }).catch((e) => e);
  await expect.poll(() => clock.delays.at(-1)).toBe(10_000);
  controller.abort();
  // The clock stands still: a wait that went on would never end.
  expect(axios.isCancel(await call)).toBe(true);
  clock.advance(HOUR);
  expect(server.requests).toHaveLength(1);
});

test('p-retry: an abort waited for the running attempt to end', async () => {
  const controller = new AbortController();
  const deaf = () => new Promise(() => {});
  const call = resilient().call(deaf, { signal: controller.signal });
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
});

test('axios: the reason of an abort was dropped', async () => {
  const { server, http } = await clientFor(hang());
  const reason = new Error('the user pressed Escape');
  const abortAfter = (requests: number) => {
    const controller = new AbortController();
    void expect
      .poll(() => server.requests.length)
      .toBe(requests)
      .then(() => controller.abort(reason));
    return controller.signal;
  };

  const lost = await bareAxios(server.url)
    .get('/', { signal: abortAfter(1) })
    .catch((e) => e);
  expect(lost).toMatchObject({ name: 'CanceledError', message: 'canceled' });
  expect(lost.cause).toBeUndefined();

  await expect(withSignal(abortAfter(2), () => http.get('/'))).rejects.toBe(reason);
});

test('axios: a time limit and the end that a user made looked the same', async () => {
  const { server, http } = await clientFor(hang());
  const bare = bareAxios(server.url);
  const errorOf = (signal: AbortSignal) => bare.get('/', { signal }).catch((e) => e);
  const byTime = await errorOf(AbortSignal.timeout(30));
  const byUser = await errorOf(AbortSignal.abort('by the user'));
  expect([byTime.code, byTime.message]).toEqual([byUser.code, byUser.message]);

  class Api {
    @Timeout(60)
    get() {
      return http.get('/');
    }
  }
  const limit = await new Api().get().catch((e) => e);
  expect(limit).toBeInstanceOf(AttemptTimeoutError);
  expect(attemptsOf(limit)).toMatchObject([{ failure: 'timeout' }]);

  const controller = new AbortController();
  const ended = withSignal(controller.signal, () => new Api().get()).catch((e) => e);
  const reason = new Error('by the user');
  controller.abort(reason);
  expect(await ended).toBe(reason);
});

test('opossum: one controller for all calls, so the time limit of a slow call ended a healthy one', async () => {
  const clock = useVirtualClock();
  let answerHealthy = () => {};
  const server = await serve((req, res, n) => {
    if (req.url === '/healthy') answerHealthy = () => json({ ok: true })(req, res, n);
  });
  const limited = resilient({ timeout: 100 });
  const get = (path: string) => limited.call(({ signal }) => fetch(server.url + path, { signal }));

  const slow = get('/slow').catch((e) => e);
  clock.advance(60);
  const healthy = get('/healthy');
  await expect.poll(() => server.requests.length).toBe(2);
  clock.advance(60);
  expect(await slow).toBeInstanceOf(AttemptTimeoutError);
  await server.closed(1);
  answerHealthy();
  expect(await (await healthy).json()).toEqual({ ok: true });
});

test('axios: a listener for each request on one signal, so Node warned of a leak at the eleventh', async () => {
  const { server, http } = await clientFor(delay(40, json({ ok: true })));
  const { signal } = new AbortController();
  const listeners = () => getEventListeners(signal, 'abort').length;
  class Api {
    @Retry()
    get() {
      return http.get('/');
    }
  }
  const times = (n: number, get: () => Promise<unknown>) => Promise.all(Array.from({ length: n }, get));

  const few = times(5, () => bareAxios(server.url).get('/', { signal }));
  await expect.poll(listeners).toBe(5);
  await few;

  // The set-up of all tests fails the one that makes Node warn.
  const around = () => withSignal(signal, () => times(50, () => new Api().get()));
  const onEach = () => times(50, () => http.get('/', { signal }));
  for (const begin of [around, onEach]) {
    const many = begin();
    await expect.poll(listeners).toBe(1);
    await many;
    expect(listeners()).toBe(0);
  }
});

test('axios: nor may the signal of an attempt warn, which a method gives to a client that is not ours', async () => {
  const { server } = await clientFor(delay(20, json({ ok: true })));
  const bare = bareAxios(server.url);
  const gets = ({ signal }: Attempt) => Array.from({ length: 12 }, () => bare.get('/', { signal }));
  await resilient().call((attempt) => Promise.all(gets(attempt)));
  expect(server.requests).toHaveLength(12);
});
