import { setTimeout as pause } from 'node:timers/promises';
import {
  type Attempt,
  AttemptTimeoutError,
  attemptsOf,
  ConfigError,
  constant,
  currentAttempt,
  missing,
  ResponseRejectedError,
  RetryPolicy,
  resilient,
  withSignal,
} from 'holdfast';
import { expect, test } from 'vitest';
import { recipeBehind } from '../../src/policies/resilient.js';
import { whilePolluted } from '../support/pollute.js';
import { json, reply, serve } from '../support/server.js';
import { stillTime } from '../support/still-time.js';
import { useVirtualClock } from '../support/virtual-clock.js';

const backoff = constant(1);

test('call runs a function under the policy, and gives it the attempt', async () => {
  const server = await serve([reply(500), json({ ok: true })]);
  const policy = resilient({ backoff, idempotent: true });
  const response = await policy.call(({ signal, number }) => fetch(`${server.url}/${number}`, { signal }));
  expect(await response.json()).toEqual({ ok: true });
  expect(server.requests.map((r) => r.url)).toEqual(['/1', '/2']);
  expect(attemptsOf(response)).toHaveLength(2);
});

test('delays of what is not retried are refused when the policy is made', () => {
  expect(() => resilient({ retry: false, backoff })).toThrow(
    new ConfigError("resilient: option 'backoff' stands beside 'retry'; put it into one of them"),
  );
  expect(() => resilient({ timeout: '1s', backoff, retry: false })).toThrow(ConfigError);
});

test('wrap keeps this and arguments, and starts a call of its own each time', async () => {
  let failures = 0;
  const add = resilient({ backoff, retryOn: () => failures++ % 2 === 0 }).wrap(async function (
    this: { base: number },
    n: number,
  ) {
    return this.base + n;
  });
  const self = { base: 40, add };
  expect(await Promise.all([self.add(1), self.add(2)])).toEqual([41, 42]);
});

test('fetch: a timeout closes the socket', async () => {
  const time = stillTime();
  const server = await serve(time.hangs);
  const call = resilient({ timeout: 60 }).call(({ signal }) => fetch(server.url, { signal }));
  expect(await time.afterwards(60, call)).toBeInstanceOf(AttemptTimeoutError);
  await server.closed(1);
});

test('fetch: a refused response is not left hanging on its connection', async () => {
  const server = await serve([json({ big: 'x'.repeat(200_000) }), json({ summary: 'x' })]);
  const policy = resilient({ backoff, retryOn: missing('summary') });
  expect(await (await policy.call(() => fetch(server.url))).json()).toEqual({ summary: 'x' });
});

test('fetch: a 404 is an answer; a 503 that stays is a failure', async () => {
  const server = await serve([reply(404), reply(503)]);
  const policy = resilient({ backoff, idempotent: true, maxRetries: 1 });
  expect((await policy.call(() => fetch(server.url))).status).toBe(404);
  const error: ResponseRejectedError = await policy.call(() => fetch(server.url)).catch((e) => e);
  expect(error).toBeInstanceOf(ResponseRejectedError);
  expect(error).toMatchObject({ reason: 'status 503', response: { status: 503 } });
  expect(server.requests).toHaveLength(3);
});

test("a signal ends the call at once with the user's own reason, before, during and between attempts", async () => {
  const policy = resilient({ backoff: constant('10s'), retryOn: () => true });
  const reason = Symbol('enough');
  let calls = 0;
  const fn = () => {
    calls += 1;
    throw new Error('no');
  };
  await expect(policy.call(fn, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(calls).toBe(0);
  for (const work of [
    fn,
    () => pause(10_000, undefined, { signal: currentAttempt()?.signal as AbortSignal }),
  ]) {
    const controller = new AbortController();
    const call = policy.call(work, { signal: controller.signal });
    await pause(20);
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  }
});

test('withSignal ends what it surrounds, and leaves no listener on the signal', async () => {
  const controller = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = controller.signal;
  controller.signal.addEventListener = (...args: Parameters<AbortSignal['addEventListener']>) => {
    listeners += 1;
    return addEventListener.apply(controller.signal, args);
  };
  controller.signal.removeEventListener = (...args: Parameters<AbortSignal['removeEventListener']>) => {
    listeners -= 1;
    return removeEventListener.apply(controller.signal, args);
  };
  const policy = resilient({ backoff, timeout: '5s' });
  await Promise.all(
    Array.from({ length: 100 }, () => withSignal(controller.signal, () => policy.call(() => pause(5)))),
  );
  expect(listeners).toBe(0);
  await expect(withSignal(AbortSignal.abort('gone'), () => 1)).rejects.toBe('gone');
});

test('a late failure of an abandoned attempt stays quiet', async () => {
  const policy = resilient({ timeout: 20 });
  const call = policy.call(async () => {
    await pause(60);
    throw new Error('too late');
  });
  await expect(call).rejects.toBeInstanceOf(AttemptTimeoutError);
  await pause(80);
});

test('options: a policy, a class, or one object; retries are on if they are mentioned, or if nothing is', async () => {
  const count = async (policy: ReturnType<typeof resilient>) => {
    let calls = 0;
    const fn = async () => {
      calls += 1;
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    };
    await expect(policy.call(fn)).rejects.toThrow('refused');
    return calls;
  };
  class Twice extends RetryPolicy {
    override maxRetries = 1;
    override backoff = backoff;
  }
  expect(await count(resilient(Twice))).toBe(2);
  expect(await count(resilient(new Twice()))).toBe(2);
  expect(await count(resilient({ retry: Twice }))).toBe(2);
  expect(await count(resilient({ retry: { maxRetries: 2, backoff }, timeout: '1s' }))).toBe(3);
  expect(await count(resilient({ retry: false }))).toBe(1);
  expect(await count(resilient({ timeout: '1s' }))).toBe(1);
  expect(() => resilient({ retry: {}, maxRetries: 2 })).toThrow(ConfigError);
  expect(() => resilient({ timeouts: 2 } as never)).toThrow(/resilient: unknown option 'timeouts'/);
  expect(() => resilient({ timeout: { total: 0 } })).toThrow(
    /resilient: option 'timeout': option 'total'.*got 0/,
  );
});

test('what is no function, and what is no signal, is refused at once', async () => {
  const policy = resilient();
  expect(() => policy.call(7 as never)).toThrow(new ConfigError('resilient: expected a function, got 7'));
  expect(() => policy.wrap('x' as never)).toThrow(new ConfigError('resilient: expected a function, got "x"'));
  await expect(withSignal({} as never, () => 1)).rejects.toThrow(
    new ConfigError('withSignal: expected an AbortSignal, got an object of type Object'),
  );
  await expect(withSignal(new AbortController().signal, 7 as never)).rejects.toThrow(
    new ConfigError('withSignal: expected a function, got 7'),
  );
});

test('options of a call are checked: the signal is one, nothing at all, or an error', async () => {
  const policy = resilient();
  for (const signal of [undefined, null]) expect(await policy.call(() => 1, { signal } as never)).toBe(1);
  expect(() => policy.call(() => 1, { signal: {} } as never)).toThrow(
    new ConfigError("resilient: option 'signal': expected an AbortSignal, got an object of type Object"),
  );
  expect(() => policy.call(() => 1, { sginal: 1 } as never)).toThrow(
    new ConfigError("resilient: unknown option 'sginal' (1); known are signal"),
  );
});

test('the attempt tells what was called, how, and under which name', async () => {
  const policy = resilient();
  const tell = () => {
    const { method, self, args } = currentAttempt() as Attempt;
    return { method, self, args };
  };
  expect(await policy.call(tell)).toEqual({ method: 'tell', self: undefined, args: [] });
  expect(await policy.call((() => tell)())).toMatchObject({ method: 'tell' });
  expect(await policy.call(() => tell())).toMatchObject({ method: 'anonymous' });
  const self = { tell: policy.wrap(tell as (...args: number[]) => unknown) };
  const told = (await self.tell(1, 2)) as ReturnType<typeof tell>;
  expect(told).toMatchObject({ method: 'tell', args: [1, 2] });
  expect(told.self).toBe(self);
});

test('calls know the attempt around them', async () => {
  const policy = resilient({ timeout: '1m' });
  const inner = resilient();
  const time = useVirtualClock();
  const remaining = (attempt: Attempt) => attempt.remaining();
  expect(await policy.call(() => inner.call(remaining))).toBe(60_000);
  expect(await policy.call(() => inner.wrap(() => currentAttempt()?.remaining())())).toBe(60_000);
  expect(await withSignal(new AbortController().signal, () => policy.call(remaining))).toBe(60_000);
  expect(time.timers.size).toBe(0);
});

test('withSignal does not begin what is over already, and ends with what is around it', async () => {
  let begun = 0;
  const fn = () => {
    begun += 1;
    return new Promise(() => {});
  };
  await expect(withSignal(AbortSignal.abort('gone'), fn)).rejects.toBe('gone');
  expect(begun).toBe(0);
  const time = useVirtualClock();
  const call = resilient({ timeout: 100 }).call(() => withSignal(new AbortController().signal, fn));
  await expect(time.until(call)).rejects.toBeInstanceOf(AttemptTimeoutError);
  expect(begun).toBe(1);
});

test('a signal that every object has is not the one of the caller', async () => {
  const policy = resilient();
  const call = whilePolluted({ signal: AbortSignal.abort('hostile') }, () => policy.call(() => 'value', {}));
  expect(await call).toBe('value');
});

test('the recipe of a policy is known, and of nothing else', () => {
  expect(recipeBehind(resilient({ timeout: 100 }))).toEqual({ timeout: { attempt: 100 } });
  expect(recipeBehind({})).toBeUndefined();
});
