/** How a call goes: from attempt to attempt, and to its end. All by what its caller sees of it. */
import { expect, test, vi } from 'vitest';
import { type Attempt, currentAttempt } from '../../../src/attempt.js';
import { constant } from '../../../src/backoff/index.js';
import type { Outcome } from '../../../src/outcome.js';
import { attemptsOf } from '../../../src/policies/history/history.js';
import type { ResilienceOptions } from '../../../src/policies/resilience-options.js';
import { resilient } from '../../../src/policies/resilient.js';
import { status } from '../../../src/predicates/index.js';
import { failureOf } from '../../support/failure-of.js';
import { settled, useVirtualClock } from '../../support/virtual-clock.js';
import { response } from '../endings.js';

const never = () => new Promise<never>(() => {});

/** A policy that retries whatever fails. */
const stubborn = (options: ResilienceOptions = {}) =>
  resilient({ retryOn: ({ ok }) => !ok, backoff: constant(10), ...options });

/** Fails so often, then returns the number of the attempt. */
const failing =
  (times: number, seen: Attempt[] = []) =>
  (attempt: Attempt): number => {
    seen.push(attempt);
    if (attempt.number <= times) throw new Error(`no ${attempt.number}`);
    return attempt.number;
  };

/** A body of which is known whether anybody took it, or let go of it. */
function body() {
  let cancelled = 0;
  const stream = new ReadableStream({
    cancel() {
      cancelled += 1;
    },
  });
  return { stream, cancelled: () => cancelled };
}

test('attempts are made one after the other, each after its wait, until one succeeds', async () => {
  const time = useVirtualClock();
  const seen: Attempt[] = [];
  expect(await time.until(stubborn().call(failing(3, seen)))).toBe(4);
  expect(seen.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  expect(time.delays).toEqual([10, 10, 10]);
  expect([time.clock.now(), time.timers.size]).toEqual([30, 0]);
});

test('of a retry that simply succeeds no reason is told', async () => {
  const time = useVirtualClock();
  const policy = resilient({ retry: { backoff: constant(10) } });
  const value = await time.until(policy.call(({ number }) => response(number === 1 ? 503 : 200)));
  expect(attemptsOf(value).map(({ reason }) => reason)).toEqual(['status 503', undefined]);
});

test('when there are no more, the last error is thrown', async () => {
  const time = useVirtualClock();
  const error = await time.until(failureOf(stubborn({ maxRetries: 1 }).call(failing(9))));
  expect(error.message).toBe('no 2');
  expect(attemptsOf(error)).toHaveLength(2);
});

test('a function that throws before it returns anything has failed like any other', async () => {
  const policy = resilient({ retry: false });
  const bug = new Error('bug');
  const call = policy.call(() => {
    throw bug;
  });
  await expect(call).rejects.toBe(bug);
});

test('what was returned may be any thenable, and is waited for', async () => {
  // biome-ignore lint/suspicious/noThenProperty: some libraries have nothing but this
  const thenable = { then: (resolve: (value: string) => void) => resolve('later') };
  expect(await resilient().call(() => thenable as PromiseLike<string>)).toBe('later');
});

test('what begins when its `then` is called, as a query does, begins once per attempt, and within it', async () => {
  const begun: (Attempt | undefined)[] = [];
  const query = (): PromiseLike<number> => ({
    // biome-ignore lint/suspicious/noThenProperty: it is one, that is the point
    then(resolve, reject) {
      begun.push(currentAttempt());
      const n = begun.length;
      return (n === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve(n)).then(resolve, reject);
    },
  });
  expect(await stubborn().call(query)).toBe(2);
  expect(begun.map((attempt) => attempt?.number)).toEqual([1, 2]);
});

test('a wait that is none takes no timer, but once in a hundred attempts everybody else gets a turn', async () => {
  const time = useVirtualClock();
  const seen: Attempt[] = [];
  await time.until(stubborn({ maxRetries: Infinity, backoff: constant(0) }).call(failing(250, seen)));
  expect(seen).toHaveLength(251);
  expect(time.delays).toEqual([0, 0]);
});

test('what a failed attempt left running is ended by its failure, before the next one begins', async () => {
  const time = useVirtualClock();
  const reasons: unknown[] = [];
  const seen: Attempt[] = [];
  const call = stubborn().call((attempt) => {
    reasons.push(seen[0]?.signal.reason);
    return failing(1, seen)(attempt);
  });
  await time.until(call);
  expect(reasons).toMatchObject([undefined, { message: 'no 1' }]);
  expect(seen.map(({ signal }) => signal.aborted)).toEqual([true, false]);
});

test('where it was a response that was refused, by that refusal', async () => {
  const time = useVirtualClock();
  const seen: Attempt[] = [];
  await time.until(
    resilient({ retryOn: status(503), backoff: constant(10) }).call((attempt) => {
      seen.push(attempt);
      return response(attempt.number === 1 ? 503 : 200);
    }),
  );
  expect(seen[0]?.signal.reason).toMatchObject({ name: 'ResponseRejectedError', response: { status: 503 } });
});

test('a response that nobody will read is let go', async () => {
  const time = useVirtualClock();
  const [first, second] = [body(), body()];
  const answers = [new Response(first.stream, { status: 503 }), new Response(second.stream)];
  const policy = resilient({ retryOn: status(503), backoff: constant(10) });
  await time.until(policy.call(() => answers.shift()));
  expect([first.cancelled(), second.cancelled()]).toEqual([1, 0]);
});

test('so is the one of an error, whose predicate is cut', async () => {
  const time = useVirtualClock();
  const { stream, cancelled } = body();
  const refusal = Object.assign(new Error('503'), { response: new Response(stream, { status: 503 }) });
  const policy = resilient({ retryOn: never, timeout: { total: 100 } });
  const error = await time.until(failureOf(policy.call(() => Promise.reject(refusal))));
  expect([error.cause, cancelled()]).toEqual([refusal, 1]);
  expect(attemptsOf(error)).toMatchObject([{ number: 1, failure: 'status', status: 503 }]);
});

test('also where the call is ended while it is judged', async () => {
  const time = useVirtualClock();
  const { stream, cancelled } = body();
  const policy = resilient({ retryOn: never, timeout: { total: 100 } });
  const error = await time.until(failureOf(policy.call(() => new Response(stream))));
  expect([error.name, cancelled()]).toEqual(['TotalTimeoutError', 1]);
  expect(attemptsOf(error)).toMatchObject([{ number: 1, failure: 'timeout' }]);
});

test('an attempt that is over is ended by nothing that comes later', async () => {
  const controller = new AbortController();
  const seen: Attempt[] = [];
  const policy = stubborn({ backoff: constant(0), timeout: '1h' });
  await policy.call(failing(1, seen), { signal: controller.signal });
  const error = await failureOf(
    resilient({ retry: false }).call(
      (attempt) => {
        seen.push(attempt);
        throw new Error('no');
      },
      { signal: controller.signal },
    ),
  );
  const before = seen.slice(1).map(({ signal }) => signal.aborted);
  controller.abort('late');
  expect(seen.slice(1).map(({ signal }) => signal.aborted)).toEqual(before);
  expect([error.message, before]).toEqual(['no', [false, false]]);
});

test('hooks run before each retry, with the attempt that is to come, and outside of all attempts', async () => {
  const time = useVirtualClock();
  const seen: unknown[] = [];
  const beforeRetry = async (attempt: Attempt) => {
    seen.push([attempt.number, currentAttempt(), time.clock.now()]);
    await time.pause(5);
  };
  const value = await time.until(stubborn({ beforeRetry }).call(failing(2)));
  expect(value).toBe(3);
  expect(seen).toEqual([
    [2, undefined, 10],
    [3, undefined, 25],
  ]);
});

test('the time that hooks take is not the time of the attempt', async () => {
  const time = useVirtualClock();
  const beforeRetry = () => time.pause(5);
  const error = await time.until(failureOf(stubborn({ beforeRetry, maxRetries: 1 }).call(failing(2))));
  expect(attemptsOf(error)).toMatchObject([
    { start: 0, delay: 10 },
    { start: 15, duration: 0 },
  ]);
});

test('a hook that fails ends the call with its failure, and the history has each attempt once', async () => {
  const time = useVirtualClock();
  const bug = new Error('bug');
  const beforeRetry = ({ number }: Attempt) => {
    if (number === 3) throw bug;
  };
  expect(await time.until(failureOf(stubborn({ beforeRetry }).call(failing(9))))).toBe(bug);
  expect(attemptsOf(bug).map(({ number, delay }) => [number, delay])).toEqual([
    [1, 10],
    [2, 10],
  ]);
});

test('a limit that ends a hook names it; once it is over it is named no more', async () => {
  const time = useVirtualClock();
  const policy = (beforeRetry: (attempt: Attempt) => unknown) =>
    stubborn({ beforeRetry, timeout: { total: 100 } });
  const cut = await time.until(failureOf(policy(never).call(failing(9))));
  expect(cut.message).toMatch(
    /took longer than 100 ms \(1 failed attempt\), while it waited for RetryPolicy\.beforeRetry$/,
  );
  expect(cut.cause).toMatchObject({ message: 'no 1' });
  expect(attemptsOf(cut)).toHaveLength(1);
  const later = await time.until(
    failureOf(policy(() => {}).call((attempt) => (attempt.number === 1 ? failing(1)(attempt) : never()))),
  );
  expect(later.message).toMatch(/took longer than 100 ms \(1 failed attempt\)$/);
});

test.each(['attempt', 'wait', 'hook', 'judging'])(
  'a user who leaves during the %s is gone at once',
  async (when) => {
    const time = useVirtualClock();
    const controller = new AbortController();
    const policy = stubborn({
      backoff: constant(when === 'wait' ? '1h' : 0),
      ...(when === 'hook' ? { beforeRetry: never } : {}),
      ...(when === 'judging' ? { abortOn: never } : {}),
    });
    const work = when === 'attempt' ? never : failing(9);
    const call = failureOf(policy.call(work, { signal: controller.signal }));
    await settled();
    const reason = new Error('the user left');
    controller.abort(reason);
    expect(await call).toBe(reason);
    expect(time.timers.size).toBe(0);
    const [line, ...more] = attemptsOf(reason);
    expect(more).toEqual([]);
    expect(line).toMatchObject({ number: 1, failure: when === 'attempt' ? 'aborted' : 'thrown' });
  },
);

test('a user who leaves because an attempt has failed is gone before the wait', async () => {
  const time = useVirtualClock();
  const controller = new AbortController();
  const call = stubborn().call(
    (attempt) => {
      attempt.signal.addEventListener('abort', () => controller.abort('left'));
      return failing(9)(attempt);
    },
    { signal: controller.signal },
  );
  expect(await time.until(failureOf(call))).toBe('left');
  expect([time.clock.now(), time.timers.size]).toEqual([0, 0]);
});

/** Says that it failed with 503, and throws when it is asked for how long to wait. */
const unreadable = (bug: Error) => ({
  status: 503,
  headers: {
    'retry-after': {
      toString() {
        throw bug;
      },
    },
  },
});

test.each([1, 2])('a value with a header that throws has failed with that: attempt %d', async (at) => {
  const time = useVirtualClock();
  const bug = new Error('bug');
  const policy = resilient({ retry: { retryOn: status(503), backoff: constant(10) } });
  const value = await time.until(
    failureOf(policy.call(({ number }) => (number < at ? response(503) : unreadable(bug)))),
  );
  expect(value).toBe(bug);
  expect(attemptsOf(bug).map(({ number }) => number)).toEqual([1, 2].slice(0, at));
});

test.each([1, 2])('an error whose response does is thrown all the same: attempt %d', async (at) => {
  const time = useVirtualClock();
  const bug = new Error('bug');
  const destroy = vi.fn();
  const error = Object.assign(new Error('refused'), {
    response: Object.assign(unreadable(bug), { data: { destroy } }),
  });
  const call = resilient({ retryOn: status(503), backoff: constant(10) }).call(({ number }) => {
    if (number < at) return response(503);
    throw error;
  });
  expect(await time.until(failureOf(call))).toBe(error);
  expect(attemptsOf(error).at(-1)).toMatchObject({ number: at, status: 503, problem: bug });
  // Whoever gets the error may read what it carries.
  expect(destroy).not.toHaveBeenCalled();
});

test('and so it is where a predicate takes its time', async () => {
  const bug = new Error('bug');
  const error = Object.assign(new Error('refused'), { response: unreadable(bug) });
  const policy = resilient({ retryOn: async ({ status }) => status === 503, timeout: '1h' });
  const call = policy.call(() => {
    throw error;
  });
  expect(await failureOf(call)).toBe(error);
  expect(attemptsOf(error)).toMatchObject([{ problem: bug }]);
});

test('who had left before runs nothing', async () => {
  let runs = 0;
  const work = () => {
    runs += 1;
  };
  const call = resilient().call(work, { signal: AbortSignal.abort('gone') });
  await expect(call).rejects.toBe('gone');
  expect(runs).toBe(0);
});

test('an attempt that is not judged in time has failed by its limit; that is judged for as long as the attempt had', async () => {
  const time = useVirtualClock();
  const asked: unknown[] = [];
  const retryOn = ({ failure }: { failure?: string | undefined }) => {
    asked.push([failure, time.clock.now()]);
    return failure === 'timeout' ? asked.length < 4 : never();
  };
  const policy = resilient({ retryOn: retryOn as never, backoff: constant(0), timeout: 100 });
  const error = await time.until(failureOf(policy.call(() => 'value')));
  expect(asked).toEqual([
    [undefined, 0],
    ['timeout', 100],
    [undefined, 100],
    ['timeout', 200],
  ]);
  expect(error).toMatchObject({ name: 'AttemptTimeoutError' });
  expect(attemptsOf(error)).toMatchObject([{ failure: 'timeout' }, { failure: 'timeout' }]);
});

test('one that has failed by its limit before is judged as that, once', async () => {
  const time = useVirtualClock();
  const asked: unknown[] = [];
  const retryOn = async ({ failure }: Outcome) => {
    asked.push(failure);
    await time.pause(99);
    return false;
  };
  const error = await time.until(failureOf(resilient({ retryOn, timeout: 100 }).call(never)));
  expect([error.name, asked, time.clock.now()]).toEqual(['AttemptTimeoutError', ['timeout'], 199]);
  expect(time.timers.size).toBe(0);
});

test('nobody is asked about an attempt that has ended with its call', async () => {
  const time = useVirtualClock();
  const asked: unknown[] = [];
  const policy = resilient({ retryOn: (outcome) => asked.push(outcome) > 0, timeout: { total: 100 } });
  const error = await time.until(failureOf(policy.call(never)));
  expect([error.name, asked]).toEqual(['TotalTimeoutError', []]);
});

test('while a success is judged, what failed before is the cause of a limit that ends it', async () => {
  const time = useVirtualClock();
  const policy = stubborn({ retryOn: ({ ok }) => !ok || never(), timeout: { total: 100 } });
  const error = await time.until(failureOf(policy.call(failing(1))));
  expect(error).toMatchObject({ name: 'TotalTimeoutError', cause: { message: 'no 1' } });
  expect(attemptsOf(error)).toMatchObject([{ failure: 'thrown' }, { number: 2, failure: 'timeout' }]);
});

test('nobody is asked any more once the call has ended', async () => {
  const time = useVirtualClock();
  const asked: unknown[] = [];
  const retryOn = ({ failure }: Outcome) => {
    asked.push(failure);
    return never();
  };
  const policy = resilient({ retryOn, timeout: { attempt: 200, total: 100 } });
  const error = await time.until(failureOf(policy.call(() => 'value')));
  expect([error.name, asked, time.clock.now()]).toEqual(['TotalTimeoutError', [undefined], 100]);
});

test('where that takes too long as well the call ends with the limit', async () => {
  const time = useVirtualClock();
  const policy = resilient({ retryOn: never, timeout: 100 });
  const error = await time.until(failureOf(policy.call(() => 'value')));
  expect([error.name, time.clock.now()]).toEqual(['AttemptTimeoutError', 200]);
});

test.each([50, 40])(
  'a wait of %d ms does not fit any more after the judging took its time, and is not begun',
  async (wait) => {
    const time = useVirtualClock();
    const retryOn = async () => {
      await time.pause(60);
      return true;
    };
    const policy = resilient({ retryOn, backoff: constant(wait), timeout: { total: 100 } });
    const error = await time.until(failureOf(policy.call(failing(9))));
    expect([error.message, time.clock.now()]).toEqual(['no 1', 60]);
    expect(attemptsOf(error)).toMatchObject([
      { reason: `a wait of ${wait} ms does not fit in the 40 ms left`, delay: undefined },
    ]);
  },
);

test('a retry that just fits is made', async () => {
  const time = useVirtualClock();
  const policy = stubborn({ backoff: constant(99), timeout: { total: 100 } });
  expect(await time.until(policy.call(failing(1)))).toBe(2);
  expect(time.clock.now()).toBe(99);
});

test('a call that is ended by its own limit is given up for the policy around it, unless that has ended it', async () => {
  const time = useVirtualClock();
  const runs: number[] = [];
  const outer = resilient({ retry: { backoff: constant(10) }, idempotent: true, timeout: 1_000 });
  const inner = stubborn({ timeout: { total: 100 } });
  const error = await time.until(
    failureOf(
      outer.call(({ number }) => {
        runs.push(number);
        return inner.call(never);
      }),
    ),
  );
  expect([error.name, runs, time.clock.now()]).toEqual(['TotalTimeoutError', [1], 100]);
});

test('what ends a call and the one around it has the history of the outer one', async () => {
  const time = useVirtualClock();
  const inner = () => stubborn().call((attempt) => (attempt.number === 1 ? failing(1)(attempt) : never()));
  const error = await time.until(failureOf(resilient({ timeout: { total: 100 } }).call(inner)));
  expect(attemptsOf(error)).toMatchObject([{ number: 1, failure: 'timeout' }]);
});

test('who leaves a call just before the one around it ends finds its history with the reason', async () => {
  const mine = new Error('mine');
  const [leaving, ending] = [new AbortController(), new AbortController()];
  const inner = stubborn({ abortOn: never });
  let told: unknown;
  const call = resilient({ retry: false }).call(
    async () => {
      told = await failureOf(inner.call(failing(9), { signal: leaving.signal }));
    },
    { signal: ending.signal },
  );
  const ended = failureOf(call);
  await settled();
  leaving.abort(mine);
  ending.abort('theirs');
  expect(await ended).toBe('theirs');
  await settled();
  expect(told).toBe(mine);
  expect(attemptsOf(mine)).toMatchObject([{ number: 1, failure: 'thrown' }]);
});

test('calls inside a call that was ended are not its failures to give up on', async () => {
  const time = useVirtualClock();
  let runs = 0;
  const inner = stubborn({ maxRetries: 9, backoff: constant(20) });
  const outer = resilient({ retry: { maxRetries: 1, backoff: constant(0) }, idempotent: true, timeout: 50 });
  const call = outer.call((attempt) => {
    runs += 1;
    return inner.call(attempt.number === 1 ? never : () => 'value');
  });
  expect(await time.until(call)).toBe('value');
  expect(runs).toBe(2);
});
