import {
  AttemptTimeoutError,
  attemptsOf,
  constant,
  createClient,
  Retry,
  resilient,
  sequence,
} from 'holdfast';
import { useInstantClock } from 'holdfast/testing';
import { expect, onTestFinished, test } from 'vitest';
import { delay, hang, json, reply, serve } from '../support/server.js';

function instant(patience = 250) {
  const clock = useInstantClock({ patience });
  onTestFinished(clock.restore);
  return clock;
}

test('waits take no time, and are told', async () => {
  const clock = instant();
  const server = await serve([reply(500), reply(502), delay(50, reply(503)), json({ id: 7 })]);
  const http = createClient({ baseURL: server.url });
  onTestFinished(() => http.close());
  class TodoApi {
    @Retry({ backoff: sequence(['1s', '1m', '1h']) })
    getItem() {
      return http.get('/');
    }
  }
  const response = await new TodoApi().getItem();
  expect(response.data).toEqual({ id: 7 });
  expect(attemptsOf(response).map((a) => a.delay)).toEqual([1_000, 60_000, 3_600_000, undefined]);
  expect(clock.waits).toEqual([1_000, 60_000, 3_600_000]);
  expect(clock.now).toBe(3_661_000);
});

test('calls side by side wait in the order of time', async () => {
  instant();
  const order: string[] = [];
  const call = (name: string, wait: '1m' | '2m' | '3m') =>
    resilient({ backoff: constant(wait), maxRetries: 2 })
      .call(({ number }) => {
        order.push(`${name}${number}`);
        throw Object.assign(new Error(), { code: 'ECONNREFUSED' });
      })
      .catch(() => {});
  await Promise.all([call('slow', '3m'), call('quick', '1m')]);
  expect(order).toEqual(['slow1', 'quick1', 'quick2', 'quick3', 'slow2', 'slow3']);
});

test('what hangs is ended by its limit, and nothing else is', async () => {
  const clock = instant(50);
  const server = await serve([delay(30, json({})), hang()]);
  const policy = resilient({ timeout: '1h' });
  const get = () => policy.call(({ signal }) => fetch(server.url, { signal }));
  expect((await get()).status).toBe(200);
  expect(clock.waits).toEqual([]);
  expect(await get().catch((e) => e)).toBeInstanceOf(AttemptTimeoutError);
  expect(clock.waits).toEqual([3_600_000]);
});
