/** A user's function that goes wrong costs the call no more than the call, and the error names the function. */
import {
  AbortOn,
  Accept,
  type Attempt,
  attemptsOf,
  Backoff,
  BeforeRetry,
  ConfigError,
  configure,
  constant,
  cooldown,
  createClient,
  decorrelated,
  exponential,
  fibonacci,
  linear,
  type Outcome,
  backoff as ownBackoff,
  pcpi,
  pdpyras,
  perStatus,
  Retry,
  RetryOn,
  RetryPolicy,
  resilient,
  rule,
  sequence,
  status,
  Timeout,
  urllib3,
} from 'holdfast';
import { describe, expect, onTestFinished, test } from 'vitest';
import { json, reply, serve } from '../support/server.js';
import { useVirtualClock } from '../support/virtual-clock.js';

const bug = new Error('bug');
const backoff = constant(1);

function throws(): never {
  throw bug;
}
/** Not declared `async`, so that nobody can see it before it is called. */
const late = (make: () => unknown) =>
  function slow() {
    return Promise.resolve(make()) as never;
  };
async function rejects(): Promise<never> {
  await Promise.resolve();
  throw bug;
}
function never(): Promise<never> {
  return new Promise(() => {});
}

/** Fails as a server does that is not there: what the careful default tries again, whatever the method. */
const refused = (): never => {
  throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
};

/** A policy with one thing overridden. */
function policyWith(overridden: Partial<RetryPolicy>): RetryPolicy {
  class Own extends RetryPolicy {}
  Object.assign(Own.prototype, overridden);
  return new Own({ backoff });
}

/** What becomes of a call; how often the function ran. */
async function outcomeOf(retry: RetryPolicy, fn: () => unknown) {
  let runs = 0;
  const counted = (): unknown => {
    runs += 1;
    return fn();
  };
  const error: any = await resilient({ retry })
    .call(counted)
    .catch((e) => e);
  return { error, runs, history: attemptsOf(error) };
}

const predicates = {
  retryOn: (fn: () => never) => new RetryPolicy({ backoff, retryOn: fn }),
  rule: (fn: () => never) => new RetryPolicy({ backoff, rules: [rule(fn)] }),
  isValid: (fn: () => never) => policyWith({ isValid: fn }),
};

describe.each([throws, rejects])('a predicate that %o', (bad) => {
  test.each(Object.entries(predicates))('%s: what was returned is not accepted', async (name, make) => {
    const { error, runs } = await outcomeOf(make(bad as () => never), () => 'value');
    expect(error.name).toBe('ResponseRejectedError');
    expect(error.message).toContain(name === 'isValid' ? 'isValid threw' : `${name} ${bad.name} threw`);
    expect([error.cause, error.value, runs]).toEqual([bug, 'value', 1]);
  });

  test.each(
    Object.entries({
      ...predicates,
      abortOn: (fn: () => never) => new RetryPolicy({ backoff, abortOn: fn }),
    }),
  )('%s: what was thrown stays what it was, and is judged by the others', async (name, make) => {
    const { error, runs, history } = await outcomeOf(make(bad as () => never), refused);
    expect(error.message).toBe('refused');
    expect(runs).toBe(4);
    // isValid is asked about responses only.
    if (name === 'isValid') return;
    expect(history).toHaveLength(4);
    for (const line of history) {
      expect(line).toMatchObject({ failure: 'connect', problem: bug });
      expect(line.reason).toBe(`connect; ${name} ${bad.name} threw`);
    }
  });

  test('shouldRetry: the answer is no', async () => {
    const { error, runs, history } = await outcomeOf(policyWith({ shouldRetry: bad }), refused);
    expect([error.message, runs]).toEqual(['refused', 1]);
    expect(history).toMatchObject([{ problem: bug, reason: 'connect; shouldRetry threw' }]);
    const server = await serve(reply(503));
    const second = await outcomeOf(policyWith({ shouldRetry: bad }), () => fetch(server.url));
    expect(second.error).toMatchObject({ name: 'ResponseRejectedError', cause: bug });
    expect(second.error.message).toContain('status 503; shouldRetry threw');
  });
});

test('decorators are named as they are written', async () => {
  const server = await serve(json({}));
  const http = createClient({ baseURL: server.url });
  onTestFinished(() => http.close());
  class Api {
    @RetryOn(throws, { maxRetries: 1 })
    retryOn() {
      return http.get('/');
    }
    @Accept(rejects)
    accept() {
      return http.get('/');
    }
    @RetryOn(() => false)
    @AbortOn(throws)
    abortOn() {
      return http.get('/');
    }
  }
  const api = new Api();
  for (const [call, name] of [
    [() => api.retryOn(), '@RetryOn throws'],
    [() => api.accept(), '@Accept rejects'],
    [() => api.abortOn(), '@AbortOn throws'],
  ] as const) {
    const error = await call().catch((e) => e);
    expect(error).toMatchObject({ name: 'ResponseRejectedError', response: { status: 200 } });
    expect(error.cause).toBe(bug);
    expect(error.message).toContain(`${name} threw`);
  }
  expect(server.requests).toHaveLength(3);
});

test('a predicate that throws nothing at all has thrown all the same', async () => {
  const nothing = (): never => {
    throw undefined;
  };
  const { error } = await outcomeOf(new RetryPolicy({ retryOn: nothing }), () => 'value');
  expect(error).toMatchObject({ name: 'ResponseRejectedError', cause: { message: /threw undefined/ } });
});

test('a promise of another make is waited for too', async () => {
  const thenable = (answer: boolean) => ({
    // biome-ignore lint/suspicious/noThenProperty: some libraries have nothing but this
    then(resolve: (answer: boolean) => void) {
      setTimeout(resolve, 1, answer);
    },
  });
  const yes = new RetryPolicy({ backoff, retryOn: () => thenable(true) as never });
  const no = new RetryPolicy({ backoff, retryOn: () => thenable(false) as never });
  expect((await outcomeOf(yes, () => 'value')).runs).toBe(4);
  expect((await outcomeOf(no, () => 'value')).runs).toBe(1);
});

describe('a delay', () => {
  const odd = [Number.NaN, -1, Number.POSITIVE_INFINITY, '5', undefined, null, {}, Number.NEGATIVE_INFINITY];

  test.each([...odd, () => {}])('of %o is a ConfigError that tells so, after one attempt', async (value) => {
    for (const [retry, name] of [
      [policyWith({ delay: () => value as number }), 'RetryPolicy.delay'],
      [policyWith({ delay: async () => value as number } as never), 'RetryPolicy.delay'],
      [
        new RetryPolicy({
          backoff: function mine() {
            return value as number;
          },
        }),
        'the backoff mine',
      ],
      [new RetryPolicy({ backoff: late(() => value) }), 'the backoff slow'],
    ] as const) {
      const { error, runs } = await outcomeOf(retry, refused);
      expect(error).toBeInstanceOf(ConfigError);
      expect(error.message).toMatch(new RegExp(`^${name} gave .*: expected milliseconds$`));
      expect([error.cause.message, runs]).toEqual(['refused', 1]);
    }
  });

  test('of a backoff that gives a promise is one, also where milliseconds would come of it', async () => {
    for (const promised of [async () => 1, rejects]) {
      const { error, runs } = await outcomeOf(new RetryPolicy({ backoff: late(promised) }), refused);
      expect(error).toMatchObject({
        name: 'ConfigError',
        message: 'the backoff slow gave an object of type Promise: expected milliseconds',
      });
      expect(runs).toBe(1);
    }
  });

  const everywhere = (bad: never): [string, () => unknown][] => [
    ['@Backoff', () => Backoff(bad)],
    ['@Retry', () => Retry({ backoff: bad })],
    ['rule', () => rule(status(503), { backoff: bad })],
    ['@RetryOn', () => RetryOn(status(503), { backoff: bad })],
    ['perStatus', () => perStatus({ 503: { maxRetries: 1, backoff: bad } })],
    ['resilient', () => resilient({ backoff: bad })],
    ['createClient', () => createClient({ retry: { backoff: bad } })],
    ['configure', () => configure({ '*': { backoff: bad } })],
    [
      '@Retry',
      () => {
        class Mine extends RetryPolicy {
          override backoff = bad;
        }
        return Retry(Mine);
      },
    ],
  ];

  test('of an asynchronous backoff is one where it is stated', () => {
    const later = async () => 1;
    for (const [, state] of everywhere(later as never))
      expect(state).toThrow(/expected a backoff, got async function later$/);
    expect(() => ownBackoff(later as never)).toThrow(/got async function later$/);
  });

  test.each(
    Object.entries({
      backoff: ownBackoff,
      constant,
      cooldown,
      decorrelated,
      exponential,
      fibonacci,
      linear,
      pcpi,
      pdpyras,
      sequence,
      urllib3,
    }),
  )('of %s without its call is one where it is stated', (name, maker) => {
    for (const [where, state] of everywhere(maker as never)) {
      expect(state).toThrow(ConfigError);
      expect(state).toThrow(new RegExp(`^${where}.*: expected ${name}\\(...\\), got function ${name}$`));
    }
    expect(() => ownBackoff(maker as never)).toThrow(`got function ${name}`);
  });

  test('a function of the same name as one that makes backoffs is none of them', () => {
    function exponential(retry: number) {
      return 10 * retry;
    }
    for (const [, state] of everywhere(exponential as never).filter(([where]) => where !== 'configure'))
      expect(state).not.toThrow();
  });

  test.each([throws, rejects])('that is not given at all is one too', async (bad) => {
    for (const [retry, name] of [
      [policyWith({ delay: bad as never }), 'RetryPolicy.delay'],
      [new RetryPolicy({ backoff: throws }), 'the backoff throws'],
    ] as const) {
      const { error, runs } = await outcomeOf(retry, refused);
      expect(error).toMatchObject({ name: 'ConfigError', message: `${name} threw: expected milliseconds` });
      expect([error.cause, runs]).toEqual([bug, 1]);
    }
  });
});

describe('a source of chance', () => {
  const draws = [Number.NaN, -1, Number.POSITIVE_INFINITY, '0.5', undefined, 2].map((value) => [
    value,
    () => value,
  ]);

  test.each([...draws, ['an exception', throws]])('that gives %o', async (_, random) => {
    const time = useVirtualClock();
    time.clock.random = random as () => number;
    const jittery = new RetryPolicy({ backoff: exponential({ initial: 100, jitter: 'full' }) });
    const { error, runs } = await outcomeOf(jittery, refused);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(/^the backoff exponential\(.*full jitter\) threw/);
    expect(error.cause.message).toMatch(/^the clock's random\(\) (gave|threw)/);
    expect(runs).toBe(1);

    const server = await serve(reply(429, '', { 'retry-after': '1' }));
    const hinted = await outcomeOf(new RetryPolicy(), () => fetch(server.url));
    expect(hinted.error.message).toMatch(/^the clock's random\(\) (gave|threw)/);
    expect([server.requests.length, time.timers.size]).toEqual([1, 0]);
  });
});

describe('a hook before a retry', () => {
  test.each([throws, rejects])('that fails ends the call with its failure', async (bad) => {
    const { error, runs, history } = await outcomeOf(new RetryPolicy({ backoff, beforeRetry: bad }), refused);
    expect([error, runs]).toEqual([bug, 1]);
    expect(history).toMatchObject([{ number: 1, failure: 'connect', delay: 1 }]);
  });

  test.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 'no', false])('may return %o', async (value) => {
    const { error, runs } = await outcomeOf(new RetryPolicy({ backoff, beforeRetry: () => value }), refused);
    expect([error.message, runs]).toEqual(['refused', 4]);
  });
});

describe('what never settles is cut by the limits of the call, and named', () => {
  const TOTAL = 1_000;

  const waiting: [name: string, retry: RetryPolicy, fn: () => unknown, attempts: string][] = [
    ['retryOn never', new RetryPolicy({ retryOn: never }), refused, 'the first attempt'],
    ['retryOn never', new RetryPolicy({ retryOn: never }), () => 'value', 'the first attempt'],
    ['abortOn never', new RetryPolicy({ abortOn: never }), refused, 'the first attempt'],
    ['isValid', policyWith({ isValid: never }), () => 'value', 'the first attempt'],
    ['shouldRetry', policyWith({ shouldRetry: never }), refused, 'the first attempt'],
    ['RetryPolicy.delay', policyWith({ delay: never as never }), refused, 'the first attempt'],
    [
      'RetryPolicy.beforeRetry',
      new RetryPolicy({ backoff, beforeRetry: never }),
      refused,
      '1 failed attempt',
    ],
  ];

  test.each(waiting)('%s, by the total', async (name, retry, fn, attempts) => {
    const time = useVirtualClock();
    const error: any = await time.until(
      resilient({ retry, timeout: { total: TOTAL } })
        .call(fn)
        .catch((e) => e),
    );
    expect(error.name).toBe('TotalTimeoutError');
    expect(error.message).toBe(
      `fn: took longer than 1000 ms (${attempts}), while it waited for ${name}`.replace(
        'fn',
        fn.name || 'anonymous',
      ),
    );
    expect(error.cause?.message).toBe(fn === refused ? 'refused' : undefined);
    expect([time.clock.now(), time.timers.size]).toEqual([TOTAL, 0]);
  });

  test('@BeforeRetry and its method, and @Accept', async () => {
    const time = useVirtualClock();
    class Api {
      @Retry({ backoff })
      @BeforeRetry('logIn')
      @Timeout({ total: TOTAL })
      async get() {
        return refused();
      }
      @Accept(never)
      @Timeout({ total: TOTAL })
      async list() {
        return [];
      }
      logIn(_attempt: Attempt) {
        return never();
      }
    }
    const [get, list] = [new Api().get(), new Api().list()].map((call) => call.catch((e) => e));
    await time.elapse(TOTAL);
    expect((await get)?.message).toContain('while it waited for @BeforeRetry logIn');
    expect((await list)?.message).toContain('while it waited for @Accept never');
    expect(time.timers.size).toBe(0);
  });

  test.each(waiting.slice(0, 6))("%s, by the attempt's limit", async (name, retry, fn) => {
    const time = useVirtualClock();
    const error: any = await time.until(
      resilient({ retry, timeout: 100 })
        .call(fn)
        .catch((e) => e),
    );
    expect(error.name).toBe('AttemptTimeoutError');
    expect(error.message).toContain(`: attempt 1 took longer than 100 ms, while it waited for ${name}`);
    expect(error.cause?.message).toBe(fn === refused ? 'refused' : undefined);
    expect(time.timers.size).toBe(0);
    // Once for what came back, once for the timeout that this became.
    expect(time.clock.now()).toBeLessThanOrEqual(200);
  });

  test("a signal of the user ends it, and the reason is the user's", async () => {
    for (const [, retry, fn] of waiting) {
      const controller = new AbortController();
      setTimeout(() => controller.abort('enough'), 10);
      await expect(resilient({ retry }).call(fn, { signal: controller.signal })).rejects.toBe('enough');
    }
  });
});

test('a predicate that fails after the call has ended fails in silence', async () => {
  const late = () => new Promise<never>((_, reject) => setTimeout(reject, 40, bug));
  const policy = resilient({ retryOn: late, timeout: { total: 10 } });
  await expect(policy.call(refused)).rejects.toThrow(/longer than 10 ms/);
  // test/support/setup.ts hears what is not handled.
  await new Promise((resolve) => setTimeout(resolve, 60));
});

test('a predicate that answers too late is not heard, nor does it count as a retry', async () => {
  const time = useVirtualClock();
  const wait = (ms: number) => new Promise<void>((resolve) => void time.clock.schedule(resolve, ms));
  let runs = 0;
  // Too slow for the first attempt's limit; its yes comes when the second one is running.
  const retryOn = async ({ failure }: Outcome) => {
    if (failure === 'timeout') return true;
    await wait(150);
    return runs === 1;
  };
  const policy = resilient({ maxRetries: 1, backoff: constant(0), retryOn, timeout: 100 });
  const call = policy.call(async () => {
    runs += 1;
    if (runs > 1) await wait(80);
    return runs;
  });
  const error: any = await time.until(call.catch((e) => e));
  expect(error.name).toBe('AttemptTimeoutError');
  expect([runs, attemptsOf(error).length]).toEqual([2, 2]);
});

test('a policy that is chosen per call has to be one', async () => {
  const choose: (self: Api) => never = (self) => self.choice as never;
  class Api {
    choice: unknown;
    @Retry(choose)
    async get() {}
  }
  const api = new Api();
  for (const choice of [undefined, null, 5, 'often', Promise.resolve({}), RetryPolicy]) {
    api.choice = choice;
    await expect(api.get()).rejects.toThrow(
      /^@Retry on Api\.get: expected the function to give a policy or options/,
    );
  }
  api.choice = { retries: 3 };
  await expect(api.get()).rejects.toThrow(/^@Retry on Api\.get: unknown option 'retries'/);
  api.choice = {};
  await expect(api.get()).resolves.toBeUndefined();
});

test.each([undefined, '', 7, {}, Promise.resolve('key')])(
  'an idempotency key of %o is refused',
  async (key) => {
    const policy = resilient({ idempotent: { key: () => key as string } });
    await expect(policy.call(({ idempotencyKey }) => idempotencyKey)).rejects.toThrow(
      /^resilient: option 'idempotent': option 'key': expected a function that returns a string, got/,
    );
  },
);
