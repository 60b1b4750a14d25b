/** Hostile JSON that was merged into `Object.prototype` changes nothing about a call. */
import {
  Accept,
  attemptsOf,
  BeforeRetry,
  constant,
  cooldown,
  createClient,
  exponential,
  type Outcome,
  perStatus,
  Retry,
  RetryOn,
  RetryPolicy,
  resilient,
  rule,
  Timeout,
} from 'holdfast';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { serverHint } from '../../src/backoff/hint.js';
import { whilePolluted } from '../support/pollute.js';
import { json, reply, serve } from '../support/server.js';

/** What JSON can bring: names that the engine reads, with values that would matter. */
const HOSTILE = {
  maxRetries: 50,
  maxDuration: 1,
  maxHint: 1,
  backoff: 7,
  rules: [{ when: 1 }],
  retryOn: 'x',
  abortOn: 'x',
  accept: 'x',
  retry: true,
  timeout: 1,
  total: 1,
  attempt: 1,
  idempotent: true,
  isValid: 'x',
  shouldRetry: 'x',
  beforeRetry: 'x',
  delay: 5_000,
  hint: { asked: 1, allowed: 1, source: 'x' },
  reason: 'polluted',
  problem: 'polluted',
  refused: true,
  aborted: true,
  by: 'polluted',
  ends: 'return',
  sum: { maxRetries: 0 },
  first: 'x',
  logIn: { when: () => true, by: 'polluted' },
  reauthenticate: { with: 'x' },
  cooldowns: [1],
  client: {},
  maxTotal: 0,
  network: 'x',
  anyMethod: 'x',
  on: 7,
  maxAge: 1,
  // biome-ignore lint/suspicious/noThenProperty: the worst of them
  then: 'polluted',
  'retry-after': '5',
  'x-should-retry': 'false',
  inside: { running: [1], requests: [{ method: 'POST' }] },
  requests: [{ method: 'POST' }],
};

/** As `whilePolluted`, for work that has to be waited for. */
async function polluted<T>(properties: object, work: () => Promise<T>): Promise<T> {
  const everything = Object.prototype as Record<string, unknown>;
  try {
    for (const [key, value] of Object.entries(properties)) everything[key] = value;
    return await work();
  } finally {
    for (const key of Object.keys(properties)) delete everything[key];
  }
}

const refuse = (): never => {
  throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
};

/** Everything that can be told about a call that fails three times. */
async function story(make: () => Promise<unknown>) {
  const ended = await make().then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  const carrier = 'error' in ended ? ended.error : ended.value;
  return {
    value: 'error' in ended ? undefined : ended.value,
    error: 'error' in ended ? String(ended.error) : undefined,
    cause: 'error' in ended ? String(ended.error.cause) : undefined,
    history: attemptsOf(carrier).map((line) => ({ ...line, start: undefined, duration: undefined })),
  };
}

type Story = Awaited<ReturnType<typeof story>>;

let runs = 0;
class Decorated {
  @Retry({ backoff: constant(1) })
  @RetryOn((outcome) => outcome.ok && runs < 3)
  @Accept(() => true)
  @BeforeRetry(() => {})
  @Timeout({ attempt: '5s', total: '10s' })
  async get() {
    runs += 1;
    return runs === 1 ? refuse() : { runs };
  }
  @RetryOn(() => false)
  async onlyNamed() {
    return refuse();
  }
}

const CALLS: Record<string, () => Promise<unknown>> = {
  decorated: () => {
    runs = 0;
    return new Decorated().get();
  },
  'decorated, with nothing but a rule': () => new Decorated().onlyNamed(),
  defaults: () => resilient({ backoff: constant(1) }).call(refuse),
  'rules per status': () =>
    resilient(
      perStatus(
        { 502: { maxRetries: 1 } },
        { network: { maxRetries: 1, backoff: constant(1), anyMethod: true } },
      ),
    ).call(refuse),
  'a shared cooldown': () =>
    resilient({ backoff: cooldown({ scope: 'host', initial: 1, jitter: 'none' }) }).call(refuse),
  'logging in': () => {
    runs = 0;
    const reauthenticate = { on: () => runs++ === 0, with: () => {} };
    return resilient({ reauthenticate, retryOn: () => false, backoff: constant(1) }).call(refuse);
  },
  'no options': () => resilient({ retry: false }).call(refuse),
  'a timeout only': () => resilient({ timeout: '5s' }).call(refuse),
  'empty call options': () => resilient({ maxRetries: 0 }).call(refuse, {}),
  'a policy': () =>
    resilient(
      new RetryPolicy({ backoff: constant(1), rules: [rule(() => false, {}), { when: () => false }] }),
    ).call(refuse),
  'a predicate that throws': () =>
    resilient({
      backoff: constant(1),
      retryOn: () => {
        throw new Error('bug');
      },
    }).call(() => 'value'),
  'a refusal': () => resilient({ accept: () => false }).call(() => 'value'),
  'a delay that is none': () => resilient({ backoff: () => Number.NaN }).call(refuse),
  'an answer of fetch': () =>
    resilient({ retry: { backoff: constant(1) }, idempotent: true }).call(
      () => new Response('', { status: 503 }),
    ),
  'a wait that is too long': () =>
    resilient({}).call(() => new Response('', { status: 503, headers: { 'retry-after': '100' } })),
  nested: () => {
    const policy = resilient({ backoff: constant(1) });
    return policy.call(() => policy.wrap(async () => refuse())());
  },
};

test.each(Object.entries(CALLS))('%s: all at once', async (_, call) => {
  const clean = await story(call);
  const dirty = await polluted(HOSTILE, () => story(call));
  expect(normal(dirty)).toEqual(normal(clean));
});

/** What each call is like in a clean world. */
const clean = new Map<string, Story>();
beforeAll(async () => {
  for (const [name, call] of Object.entries(CALLS)) clean.set(name, await story(call));
});

test.each(Object.entries(HOSTILE))('%s = %j', async (key, value) => {
  // At one go, for each change of `Object.prototype` makes V8 throw away what it has compiled.
  const dirty = await polluted({ [key]: value }, async () => {
    const stories = new Map<string, Story>();
    for (const [name, call] of Object.entries(CALLS)) stories.set(name, await story(call));
    return stories;
  });
  for (const [name, found] of dirty) {
    expect(normal(found), name).toEqual(normal(clean.get(name) as Story));
  }
});

/** Without what differs between two runs of the same. */
const normal = (value: Story) => ({
  ...value,
  value: value.value instanceof Response ? value.value.status : value.value,
  error: value.error?.replace(/in \d+ ms/, ''),
  cause: value.cause?.replace(/in \d+ ms/, ''),
});

test('a signal that every object has is not the signal of a call', async () => {
  const call = () => resilient({ maxRetries: 0 }).call(({ number }) => number, {});
  for (const signal of ['polluted', { aborted: true }, AbortSignal.abort('polluted')]) {
    expect(await polluted({ signal }, call)).toBe(1);
  }
});

test('an attempt that threw has no status', async () => {
  const clean = await story(CALLS.defaults as () => Promise<unknown>);
  const dirty = await polluted({ status: 500 }, () => story(CALLS.defaults as () => Promise<unknown>));
  expect(dirty.error).toBe(clean.error);
  expect(dirty.history.map(({ failure }) => failure)).toEqual(clean.history.map(({ failure }) => failure));
});

test('decisions and hints, without a call', () => {
  const outcome = { ok: false, failure: 'status', status: 503, headers: { 'x-should-retry': 'true' } };
  const failed = {
    ...outcome,
    request: { method: 'GET' },
    error: undefined,
    value: undefined,
  } as unknown as Outcome;
  const decide = () => new RetryPolicy({ backoff: constant(3) }).start().next(failed, 0);
  const clean = decide();
  const dirty = whilePolluted(HOSTILE, () => [decide(), serverHint(failed, 0)] as const);
  expect(dirty).toEqual([clean, { retry: true }]);
});

// Node itself and undici stumble over others, such as `aborted` and `timeout`.
test.each(Object.entries(HOSTILE).filter(([key]) => !/^(aborted|timeout|signal)$/.test(key)))(
  'over the wire: %s = %j',
  async (key, value) => {
    const server = await serve([reply(503), reply(429), json({ id: 1 })]);
    const http = createClient({ baseURL: server.url });
    onTestFinished(() => http.close());
    class Api {
      @Retry({ backoff: constant(1) })
      get() {
        return http.get('/');
      }
    }
    const response = await polluted({ [key]: value }, () => new Api().get());
    expect(response.data).toEqual({ id: 1 });
    expect(attemptsOf(response).map(({ status, delay }) => [status, delay])).toEqual([
      [503, 1],
      [429, 1],
      [200, undefined],
    ]);
  },
);

test('a decorator is the first of its kind on a method, whatever every object has', () => {
  const decorate = Timeout('5s') as (target: object, key: string, method: PropertyDescriptor) => unknown;
  const method = { value: async () => 1 };
  expect(() => whilePolluted({ timeout: 1 }, () => decorate({}, 'get', method))).not.toThrow();
});

test('a strategy of delays reads no option that was not given', () => {
  const name = whilePolluted(
    { factor: 9, max: 1, jitter: 'full', step: 9 },
    () => exponential({ initial: 1 }).name,
  );
  expect(name).toBe('exponential(1ms, x2)');
});
