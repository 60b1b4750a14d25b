import { setTimeout as sleep } from 'node:timers/promises';
import { constant, Retry, RetryPolicy, resilient, status } from 'holdfast';
import { recordAttempts, useVirtualClock } from 'holdfast/testing';
import { expect, onTestFinished, test } from 'vitest';
import { attempts } from '../../src/telemetry/attempts.js';
import { clientFor } from '../support/client.js';
import { anotherCopy } from '../support/copies.js';
import { json, reply, reset } from '../support/server.js';

test('every attempt of every call is written down, the successful ones too', async () => {
  const { http } = await clientFor([reset(), reply(503), json({ id: 7 }), json({ id: 8 })]);
  class TodoApi {
    @Retry({ backoff: constant(1) })
    getItem(id: number) {
      return http.get(`/items/${id}`);
    }
  }
  const recording = recordAttempts();
  onTestFinished(recording.stop);
  await new TodoApi().getItem(7);
  await resilient().call(function plain() {
    return http.get('/items/8');
  });
  expect(recording.attempts).toMatchObject([
    { method: 'TodoApi.getItem', number: 1, failure: 'reset', code: 'ECONNRESET', delay: 1 },
    { method: 'TodoApi.getItem', number: 2, status: 503, failure: 'status', reason: 'status 503', delay: 1 },
    { method: 'TodoApi.getItem', number: 3, status: 200, failure: undefined, delay: undefined },
    { method: 'plain', number: 1, status: 200 },
  ]);
  recording.clear();
  expect(recording.attempts).toEqual([]);
});

test('an attempt is there before the wait that follows it', async () => {
  const clock = useVirtualClock();
  onTestFinished(clock.restore);
  const recording = recordAttempts();
  onTestFinished(recording.stop);
  const call = resilient({ retryOn: () => true, backoff: constant('1m') }).call(() => 1);
  call.catch(() => {});
  await clock.advance('90s');
  expect(recording.attempts.map(({ number, start, delay }) => [number, start, delay])).toEqual([
    [1, 0, 60_000],
    [2, 60_000, 60_000],
  ]);
  await clock.advance('90s');
  expect(recording.attempts).toHaveLength(4);
  expect(recording.attempts[3]).toMatchObject({ number: 4, rule: expect.any(String), delay: undefined });
});

test('a client that retries undecorated requests tells of them too', async () => {
  const retry = new RetryPolicy({ backoff: constant(1), abortOn: status(404) });
  const { http } = await clientFor([reply(500), reply(404)], { retry });
  using recording = recordAttempts();
  await http.get('/items/7').catch(() => {});
  expect(recording.attempts).toMatchObject([
    { method: expect.stringMatching(/^GET .*\/items\/7$/), number: 1, status: 500, delay: 1 },
    { number: 2, status: 404, delay: undefined },
  ]);
});

test('a call that its total limit ends has told of its attempts, each once', async () => {
  using recording = recordAttempts();
  const policy = resilient({ timeout: { total: 40 }, retryOn: () => true, backoff: constant(10) });
  await policy.call(() => sleep(60)).catch(() => {});
  expect(recording.attempts.map((a) => [a.number, a.failure])).toEqual([[1, 'timeout']]);
});

test('nothing is made for nobody, and events are frozen', async () => {
  const { tell } = await anotherCopy<typeof import('../../src/telemetry/attempts.js')>('telemetry/attempts');
  const line = { number: 1, start: 0, duration: 1 };
  expect(attempts.hasSubscribers).toBe(false);
  tell('TodoApi.getItem', {
    ...line,
    get failure() {
      return expect.unreachable();
    },
  });
  const recording = recordAttempts();
  tell('TodoApi.getItem', line);
  recording.stop();
  recording.stop();
  tell('TodoApi.getItem', line);
  expect(recording.attempts).toEqual([{ method: 'TodoApi.getItem', ...line }]);
  expect(Object.isFrozen(recording.attempts[0])).toBe(true);
  expect(attempts.hasSubscribers).toBe(false);
});

test('recording changes nothing about the call', async () => {
  const run = async () => {
    const policy = resilient({ retryOn: () => true, backoff: constant(0), maxRetries: 2 });
    const error = await policy.call(() => 'x').catch((e) => e);
    return [error.name, error.message.replace(/in \d+ ms/, '')];
  };
  const bare = await run();
  using _recording = recordAttempts();
  expect(await run()).toEqual(bare);
});
