/**
 * What a stranger's object says is read to judge an attempt. Where a getter or a proxy threw, its error took the place of
 * the one that the method threw, or of the value that it returned.
 */
import axios from 'axios';
import {
  attach,
  attemptsOf,
  constant,
  createClient,
  errorCode,
  networkError,
  resilient,
  status,
  thrown,
} from 'holdfast';
import { describe, expect, onTestFinished, test } from 'vitest';
import { failureOf } from '../support/failure-of.js';

const KEYS = ['status', 'statusCode', 'response', 'code', 'cause', 'errors', 'name', 'message', 'stack'];
const MORE = ['syscall', 'request', 'config', 'headers', 'data', 'clone'];

const hiding = <T extends object>(object: T, key: string): T =>
  Object.defineProperty(object, key, {
    configurable: true,
    get() {
      throw new TypeError(`${key} cannot be read`);
    },
  });

const closed = new Proxy(new Error('nothing of it can be read'), {
  get(_error, key) {
    // Whatever passes it on asks whether it is a promise.
    if (key === 'then') return undefined;
    throw new TypeError('no');
  },
});

const errors = [
  ...[...KEYS, ...MORE].flatMap((key) => [
    [`an error whose ${key}`, hiding(new Error('original'), key)] as const,
    [`an object whose ${key}`, hiding({}, key)] as const,
  ]),
  ['a proxy of which nothing', closed] as const,
];

const POLICIES = {
  'the careful default': { backoff: constant(0) },
  'a rule about statuses': { backoff: constant(0), retryOn: status(503) },
  'a rule about codes': { backoff: constant(0), retryOn: errorCode('ECONNRESET') },
  'a rule about failures': { backoff: constant(0), retryOn: networkError() },
  'what ends a call': { backoff: constant(0), abortOn: thrown(RangeError) },
};

describe.each(errors)('%s can be read', (_name, error) => {
  test.each(Object.entries(POLICIES))('is thrown under %s, as it is', async (_policy, options) => {
    const call = resilient(options).call(async () => {
      throw error;
    });
    expect((await failureOf(call)) === error).toBe(true);
    expect(attemptsOf(error)).toMatchObject([{ number: 1 }]);
  });

  test('may be retried like any other', async () => {
    let calls = 0;
    const policy = resilient({ maxRetries: 1, backoff: constant(0), retryOn: () => true });
    const call = policy.call(async () => {
      calls += 1;
      throw error;
    });
    expect((await failureOf(call)) === error).toBe(true);
    expect(calls).toBe(2);
  });
});

test('a rule that trips over an error does not keep the others from it', async () => {
  const error = hiding(Object.assign(new Error('original'), { status: 503 }), 'detail');
  const policy = resilient({
    maxRetries: 1,
    backoff: constant(0),
    retryOn: [({ error }) => (error as { detail: string }).detail === 'x', status(503)],
  });
  await failureOf(
    policy.call(async () => {
      throw error;
    }),
  );
  expect(attemptsOf(error)).toMatchObject([{ problem: expect.any(TypeError) }, { number: 2 }]);
});

const values = [...KEYS, ...MORE].map((key) => [key, hiding({ status: 200, headers: {} }, key)] as const);

test.each([...values])('a value whose %s cannot be read is returned', async (_key, value) => {
  for (const options of Object.values(POLICIES))
    expect(await resilient(options).call(async () => value)).toBe(value);
  expect(await resilient({ retry: false, timeout: '1s' }).call(async () => value)).toBe(value);
  expect(attemptsOf(value)).toMatchObject([{ number: 1 }]);
});

const revoked = (of: object): object => {
  const { proxy, revoke } = Proxy.revocable(of, {});
  revoke();
  return proxy;
};

test.each([
  ['a response whose headers', { response: hiding({ status: 503 }, 'headers') }],
  ['headers of which nothing', { response: { status: 503, headers: revoked({}) } }],
  ['a response of which nothing', { response: revoked({}) }],
  ['a list of errors of which nothing', { errors: revoked([]) }],
])('%s can be read keeps nobody from a retry', async (_what, carried) => {
  const error = Object.assign(new Error('original'), carried);
  const policy = resilient({ maxRetries: 1, backoff: constant(0), retryOn: () => true });
  const call = policy.call(async () => {
    throw error;
  });
  expect(await failureOf(call)).toBe(error);
  expect(attemptsOf(error)).toHaveLength(2);
});

// What axios itself reads of an error is its own affair.
const OF_AXIOS = ['response', 'headers', 'data', 'status'];
const ofAdapters = [
  ...[...KEYS, ...MORE]
    .filter((key) => !OF_AXIOS.includes(key))
    .flatMap((key) => [
      [`an error whose ${key}`, () => hiding(new Error('original'), key)] as const,
      [
        `the cause of an error whose ${key}`,
        () => new Error('original', { cause: hiding(new Error('its cause'), key) }),
      ] as const,
    ]),
  ['an error whose isAxiosError', () => hiding(new Error('original'), 'isAxiosError')] as const,
  [
    'the cause of an error whose response',
    () => new Error('original', { cause: hiding(new Error('its cause'), 'response') }),
  ] as const,
];

describe.each([
  ['attached', (options: object) => attach(axios.create(options))],
  ['of ours', (options: object) => ours(options)],
  ['of ours that retries', (options: object) => ours({ ...options, retry: { backoff: constant(0) } })],
])('an adapter of an instance that is %s', (_name, instance) => {
  test.each(ofAdapters)('may throw %s can be read', async (_what, make) => {
    const error = make();
    const adapter = async () => {
      throw error;
    };
    const api = instance({ baseURL: 'http://127.0.0.1:1', adapter });
    expect((await failureOf(api.get('/'))) === error).toBe(true);
  });

  test('may throw one that is frozen', async () => {
    const adapter = async (config: object) => {
      throw Object.freeze(Object.assign(new RangeError('original'), { config }));
    };
    const error = await failureOf(instance({ baseURL: 'http://127.0.0.1:1', adapter }).get('/'));
    // A copy, where the request has to be hidden.
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ message: 'original' });
  });
});

function ours(options: object) {
  const client = createClient(options);
  onTestFinished(() => client.close());
  return client;
}
