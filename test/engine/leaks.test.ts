/** Calls that are over leave nothing behind: no listener on the user's signal, no timer, no memory, no rejection. */
import { getEventListeners } from 'node:events';
import {
  attemptsOf,
  constant,
  createClient,
  currentAttempt,
  Retry,
  resilient,
  Timeout,
  withSignal,
} from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { type Clock, useClock } from '../../src/clock.js';
import { collect, heapUsed } from '../support/heap.js';
import { hang, json, reply, serve } from '../support/server.js';

const CALLS = 20_000;
const SIDE_BY_SIDE = 1_000;

/** A long-lived signal of a user that counts its listeners. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const count = { now: 0, most: 0, added: 0 };
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    count.added += 1;
    count.now += 1;
    count.most = Math.max(count.most, count.now);
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    count.now -= 1;
    remove(...args);
  };
  return { controller, signal, count };
}

/** Waits end at the next turn of the event loop; limits never do. How many timers are running is counted. */
function hastyClock() {
  const running = new Set<object>();
  const clock: Clock = {
    now: () => performance.now(),
    wall: () => Date.now(),
    random: () => 0.5,
    schedule(task, ms) {
      const timer = {};
      running.add(timer);
      const immediate = ms < 1_000 ? setImmediate(() => running.delete(timer) && task()) : undefined;
      return () => {
        clearImmediate(immediate);
        running.delete(timer);
      };
    },
  };
  onTestFinished(useClock(clock));
  return running;
}

const failure = (): Error => Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

/** A body as users write them: some wait, some fail at first, some listen to the signal. */
function body(i: number): () => Promise<number> {
  let runs = 0;
  return async () => {
    runs += 1;
    if (i % 4 === 1 && runs < 3) throw failure();
    if (i % 4 === 2) await null;
    if (i % 4 === 3) currentAttempt()?.signal.addEventListener('abort', () => {});
    return i;
  };
}

const policy = resilient({ retry: { backoff: constant(100) }, timeout: { attempt: '1h', total: '2h' } });

async function run(calls: number, call: (i: number) => Promise<unknown>): Promise<void> {
  for (let done = 0; done < calls; done += SIDE_BY_SIDE) {
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, (_, i) => call(done + i)));
  }
}

async function heapAfter(work: () => Promise<void>): Promise<number> {
  await work();
  await collect();
  return heapUsed();
}

/**
 * Bytes that a call leaves behind. What it does leave shows in each round; the compiler's own needs, a million bytes at a
 * time, do not: the least of some rounds tells.
 */
async function leftBy(calls: number, call: (i: number) => Promise<unknown>): Promise<number> {
  let least = Infinity;
  let before = await heapAfter(() => run(calls / 2, call));
  for (let round = 0; round < 5 && least > FEW; round += 1) {
    const after = await heapAfter(() => run(calls, call));
    least = Math.min(least, (after - before) / calls);
    before = after;
  }
  return least;
}

/** An object that is kept by something takes more bytes. */
const FEW = 10;

// test/support/setup.ts fails on MaxListenersExceededWarning, unhandled rejections and timers that are left.
test.each<[string, (signal: AbortSignal) => (i: number) => Promise<unknown>]>([
  ['policy.call', (signal) => (i) => policy.call(body(i), { signal })],
  ['withSignal', (signal) => (i) => withSignal(signal, () => policy.call(body(i)))],
])('tens of thousands of calls on one signal by %s, a thousand at a time, leave nothing', async (_, make) => {
  const running = hastyClock();
  const { signal, count } = countedSignal();
  const call = make(signal);
  expect(await leftBy(CALLS, call)).toBeLessThan(FEW);
  expect(count).toMatchObject({ now: 0, most: 1 });
  expect([getEventListeners(signal, 'abort').length, running.size]).toEqual([0, 0]);
});

test('nor do calls inside one long call, which keeps nothing of them', async () => {
  const running = hastyClock();
  const { signal, count } = countedSignal();
  await policy.call(
    async () => {
      expect(await leftBy(CALLS, (i) => policy.call(body(i)))).toBeLessThan(FEW);
      expect(running.size).toBe(2);
    },
    { signal },
  );
  expect([count.now, count.most, running.size]).toEqual([0, 1, 0]);
});

test('a thousand calls in flight end with one signal, each at once and with its reason', async () => {
  const { controller, signal, count } = countedSignal();
  const endless = resilient({ retryOn: () => true, backoff: constant('1h'), timeout: { total: '2h' } });
  const bodies = [
    () => new Promise(() => {}),
    () => Promise.reject(failure()),
    () => 'a value that is refused',
  ];
  const calls = Array.from({ length: SIDE_BY_SIDE }, (_, i) =>
    endless.call(bodies[i % 3] as () => unknown, { signal }),
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(count.now).toBe(1);
  const reason = new Error('enough');
  const started = performance.now();
  controller.abort(reason);
  const ends = await Promise.allSettled(calls);
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(new Set(ends.map((end) => (end as PromiseRejectedResult).reason))).toEqual(new Set([reason]));
  expect(count.now).toBe(0);
});

test('a hundred requests in flight are closed by one signal', async () => {
  const server = await serve(hang());
  const { controller, signal, count } = countedSignal();
  const calls = Array.from({ length: 100 }, () =>
    policy.call((attempt) => fetch(server.url, { signal: attempt.signal }), { signal }),
  );
  while (server.requests.length < 100) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(count.now).toBe(1);
  controller.abort('enough');
  const ends = await Promise.allSettled(calls);
  expect(ends.every((end) => end.status === 'rejected' && end.reason === 'enough')).toBe(true);
  await Promise.all(calls.map((_, i) => server.closed(i + 1)));
});

test('attempts that fail long after they were abandoned fail in silence, by whatever they were abandoned', async () => {
  const late = () => new Promise<never>((_, reject) => setTimeout(reject, 60, new Error('too late')));
  const controller = new AbortController();
  const limited = [
    resilient({ timeout: 10 }),
    resilient({ timeout: { total: 10 } }),
    resilient({ retryOn: () => true, maxRetries: 2, backoff: constant(1), timeout: 10 }),
  ];
  const calls = [
    ...limited.map((each) => each.call(late)),
    // One that nothing waits for, beside one that ends the call.
    resilient().call(() => Promise.all([resilient().call(late), Promise.reject(new Error('first'))])),
    resilient().call(late, { signal: controller.signal }),
    withSignal(controller.signal, () => resilient().call(late)),
    withSignal(controller.signal, late),
  ];
  controller.abort(new Error('enough'));
  const ends = await Promise.allSettled(calls);
  expect(ends.map(({ status }) => status)).toEqual(Array(calls.length).fill('rejected'));
  await new Promise((resolve) => setTimeout(resolve, 120));
});

test('a call that cannot even begin gives back its signal and its limits', async () => {
  const running = hastyClock();
  const { signal, count } = countedSignal();
  const reason = new Error('no policy');
  class Api {
    @Retry((): never => {
      throw reason;
    })
    @Timeout({ total: '1h' })
    async get() {}
  }
  await expect(withSignal(signal, () => new Api().get())).rejects.toBe(reason);
  expect([count.now, running.size]).toEqual([0, 0]);
});

test('a result that is always the same object tells the history of the last call', async () => {
  const result = {};
  let runs = 0;
  const fn = () => {
    runs += 1;
    if (runs < 3) throw failure();
    return result;
  };
  await resilient({ retry: { backoff: constant(1) } }).call(fn);
  expect(attemptsOf(result)).toHaveLength(3);
  await resilient({ retry: { backoff: constant(1) } }).call(fn);
  expect(attemptsOf(result)).toHaveLength(1);
});

test('a result or an error that is kept keeps neither the object and the arguments of its call nor the response', async () => {
  const server = await serve([json({}), json({ id: 1 }), reply(503)]);
  const http = createClient({ baseURL: server.url });
  onTestFinished(() => http.close());
  // A connection keeps the asynchronous context in which it was made, and its last response.
  await http.get('/');
  const gone: WeakRef<object>[] = [];
  const get = resilient({ retry: { backoff: constant(1) } }).wrap(async function (
    this: object,
    given: object,
  ) {
    gone.push(new WeakRef(this), new WeakRef(given));
    const response = await http.get('/').catch((error) => {
      gone.push(new WeakRef(error.response));
      throw Object.assign(new Error('not now'), { code: 'ECONNREFUSED' });
    });
    gone.push(new WeakRef(response));
    return response.data;
  });
  const plain = resilient().wrap(async function (this: object, given: object): Promise<unknown> {
    gone.push(new WeakRef(this), new WeakRef(given));
    return { id: 1 };
  });
  const end = (fn: typeof plain): Promise<unknown> =>
    fn.call({}, {}).catch((error) => {
      // Until it is read, V8 keeps the objects whose methods it tells of.
      expect(error.stack).toContain('not now');
      return error;
    });
  const kept = [await end(get), await end(get), await end(plain)];
  await heapAfter(async () => {
    await http.get('/').catch(() => {});
  });
  expect(gone.filter((ref) => ref.deref() !== undefined)).toHaveLength(0);
  expect(kept.map((each) => attemptsOf(each).length)).toEqual([1, 4, 1]);
});
