import {
  AttemptTimeoutError,
  ConfigError,
  type Duration,
  type TimeoutOptions,
  TotalTimeoutError,
} from 'holdfast';
import { expect, test } from 'vitest';
import type { Strategy } from '../../src/policies/engine/pipeline.js';
import { attemptTimeout, limitsOf, totalTimeout } from '../../src/policies/timeout.js';
import { useVirtualClock } from '../support/virtual-clock.js';
import { newAttempt } from './attempts.js';

const read = (options: unknown) => limitsOf(options as Duration | TimeoutOptions, '@Timeout');

test('attempts with the same limit share a strategy, for thousands of methods may have it', () => {
  expect(attemptTimeout(1_000)).toBe(attemptTimeout(1_000));
  expect(attemptTimeout(1_001)).not.toBe(attemptTimeout(1_000));
});

test('a duration alone limits each attempt', () => {
  expect(read('2s')).toEqual({ attempt: 2_000 });
  expect(read(250)).toEqual({ attempt: 250 });
});

test('each limit is read from its option, and is absent where it is not given', () => {
  const given = { attempt: '1s', total: '1m', connect: 5, idle: '2s' };
  expect(read(given)).toEqual({ attempt: 1_000, total: 60_000, connect: 5, idle: 2_000 });
  expect(Object.keys(read({ total: 5, idle: undefined }))).toEqual(['total']);
});

test.each<[unknown, string]>([
  [0, '@Timeout: expected a duration above zero, got 0'],
  [-1, "@Timeout: expected a duration such as 250, '250ms', '2s', '1m' or '1h', got -1"],
  [undefined, "@Timeout: expected a duration such as 250, '250ms', '2s', '1m' or '1h', got undefined"],
  [null, '@Timeout: expected an object of options, got null'],
  [{}, '@Timeout: expected at least one of attempt, total, connect, idle, got none'],
  [{ total: undefined }, '@Timeout: expected at least one of attempt, total, connect, idle, got none'],
  [{ total: 0 }, "@Timeout: option 'total': expected a duration above zero, got 0"],
  [
    { idle: 'no' },
    "@Timeout: option 'idle': expected a duration such as 250, '250ms', '2s', '1m' or '1h', got \"no\"",
  ],
  [{ totl: 5 }, "@Timeout: unknown option 'totl' (5); known are attempt, total, connect, idle"],
])('%j is refused', (options, message) => {
  expect(() => read(options)).toThrow(new ConfigError(message));
});

/** An attempt that has begun, under a limit of 100 ms, on a clock that stands still. */
function begun(limited: (ms: number) => Strategy, number = 1) {
  const time = useVirtualClock();
  time.advance(1_000);
  let attempt = newAttempt();
  while (attempt.number < number) attempt = attempt.call.attempt(attempt.number + 1);
  time.advance(30);
  const prepare = (): void => void limited(100).prepare(attempt);
  return { time, attempt, call: attempt.call, prepare };
}

test('an attempt is ended when its time is up, counted from its start', () => {
  const { time, attempt, call, prepare } = begun(attemptTimeout);
  prepare();
  expect(attempt.remaining()).toBe(70);
  time.advance(69);
  expect(attempt.aborted).toBe(false);
  time.advance(1);
  expect(attempt.reason).toBeInstanceOf(AttemptTimeoutError);
  expect(attempt.reason).toMatchObject({ message: 'Api.get: attempt 1 took longer than 100 ms', limit: 100 });
  expect(Object.hasOwn(attempt.reason as Error, 'cause')).toBe(false);
  expect(call.aborted).toBe(false);
});

test('what came before it is the cause, and what it waited for is named', () => {
  const { time, attempt, call, prepare } = begun(attemptTimeout, 3);
  prepare();
  call.lastError = new Error('refused');
  call.waitingFor = 'isValid';
  time.advance(100);
  expect(attempt.reason).toMatchObject({
    message: 'Api.get: attempt 3 took longer than 100 ms, while it waited for isValid',
    cause: call.lastError,
  });
});

test('a call is ended when its time is up, counted from its start, and its attempt with it', () => {
  const { time, attempt, call, prepare } = begun(totalTimeout);
  prepare();
  time.advance(69);
  expect(call.aborted).toBe(false);
  time.advance(1);
  expect(call.reason).toBeInstanceOf(TotalTimeoutError);
  expect(call.reason).toMatchObject({
    message: 'Api.get: took longer than 100 ms (the first attempt)',
    limit: 100,
  });
  expect(Object.hasOwn(call.reason as Error, 'cause')).toBe(false);
  expect(attempt.reason).toBe(call.reason);
});

const answered = (status: number) => Object.assign(new Error(`status ${status}`), { response: { status } });

test.each<[number, string, Error]>([
  [1, '1 failed attempt', new Error('refused')],
  [2, '2 failed attempts', new TypeError('refused')],
  [3, '3 failed attempts, status 503', answered(503)],
  [3, '3 failed attempts, status 404', new Error('wrapped', { cause: answered(404) })],
  [0, 'the first attempt, status 500', answered(500)],
])('a call that was ended tells of what failed before (%d): %s', (count, words, last) => {
  const { time, call, prepare } = begun(totalTimeout);
  prepare();
  // What the lines say is older than the failure that is being judged.
  for (let number = 1; number <= count; number += 1)
    call.write({ number, start: 0, duration: 0, status: 502 });
  call.lastError = last;
  call.waitingFor = '@BeforeRetry logIn';
  time.advance(100);
  expect(call.reason).toMatchObject({
    message: `Api.get: took longer than 100 ms (${words}), while it waited for @BeforeRetry logIn`,
    cause: call.lastError,
  });
});

test('limits that somebody works out for each call do not fill the memory', () => {
  const first = attemptTimeout(0.3);
  for (let ms = 1; ms <= 1_000; ms++) attemptTimeout(ms / 7);
  expect(attemptTimeout(0.3)).not.toBe(first);
});
