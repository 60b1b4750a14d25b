/** One object of options, read into a recipe. */
import { expect, test } from 'vitest';
import { constant } from '../../src/backoff/index.js';
import { ConfigError } from '../../src/errors.js';
import { returned } from '../../src/outcome.js';
import {
  isPolicyClass,
  policyOf,
  type ResilienceOptions,
  recipeOf,
} from '../../src/policies/resilience-options.js';
import { RetryPolicy } from '../../src/policies/retry-policy.js';

const read = (options: unknown) => recipeOf(options as ResilienceOptions, 'resilient');

class Twice extends RetryPolicy {
  override maxRetries = 2;
}

test('a policy or its class is the policy', () => {
  const policy = new Twice();
  expect(read(policy)).toEqual({ retry: policy });
  expect(read(policy).retry).toBe(policy);
  expect(read(Twice).retry).toBeInstanceOf(Twice);
  expect(read({ retry: policy }).retry).toBe(policy);
  expect(read({ retry: Twice }).retry).toBeInstanceOf(Twice);
  expect(read(RetryPolicy).retry).toBeInstanceOf(RetryPolicy);
});

test('retries are on if an option of theirs is there, or nothing at all', () => {
  expect(read({}).retry).toMatchObject({ maxRetries: 3 });
  expect(read({ maxRetries: 5 }).retry).toMatchObject({ maxRetries: 5 });
  expect(read({ maxRetries: 5, timeout: 1 }).retry).toMatchObject({ maxRetries: 5 });
  expect(read({ retry: {} }).retry).toMatchObject({ maxRetries: 3 });
  expect(read({ retry: { maxRetries: 5 } }).retry).toMatchObject({ maxRetries: 5 });
  expect(Object.keys(read({ timeout: 1 }))).toEqual(['timeout']);
  expect(Object.keys(read({ retry: false }))).toEqual([]);
});

test('each other option becomes what its decorator makes of it', () => {
  const key = () => 'x';
  const recipe = read({
    timeout: { total: '2s' },
    accept: [(outcome: { status?: number }) => outcome.status === 201],
    idempotent: { header: 'Key', key },
    reauthenticate: { with: 'logIn' },
  });
  expect(recipe).toMatchObject({
    timeout: { total: 2_000 },
    idempotent: { header: 'Key' },
    reauthenticate: { with: 'logIn', maxAge: Infinity },
  });
  expect(recipe.accept).toHaveLength(1);
  expect(recipe.accept?.[0]?.(returned({ status: 201, headers: {} }), {} as never)).toBe(true);
  expect(read({ idempotent: true }).idempotent).toMatchObject({ header: 'Idempotency-Key' });
  expect(Object.keys(read({ idempotent: false }))).toEqual([]);
  expect(read({ accept: () => true }).accept).toHaveLength(1);
});

test.each<[unknown, string]>([
  [{ timeouts: 2 }, "resilient: unknown option 'timeouts' (2); known are maxRetries, maxDuration, backoff, "],
  [{ x: 2 }, 'maxHint, retry, timeout, accept, idempotent, reauthenticate'],
  [5, 'resilient: expected an object of options, got 5'],
  [
    { retry: {}, maxRetries: 2 },
    "resilient: option 'maxRetries' stands beside 'retry'; put it into one of them",
  ],
  [
    { retry: false, maxHint: 2 },
    "resilient: option 'maxHint' stands beside 'retry'; put it into one of them",
  ],
  [
    { timeout: { total: 0 } },
    "resilient: option 'timeout': option 'total': expected a duration above zero, got 0",
  ],
  [
    { idempotent: { key: 7 } },
    "resilient: option 'idempotent': option 'key': expected a string or a function",
  ],
  [{ reauthenticate: {} }, "resilient: option 'reauthenticate': option 'with': expected a function or"],
  [{ accept: 7 }, "resilient: option 'accept': expected"],
  [{ maxRetries: -1 }, "resilient: option 'maxRetries': expected a whole number"],
  [{ retry: { maxRetries: -1 } }, "resilient: option 'retry': option 'maxRetries': expected a whole number"],
  [() => {}, 'resilient: expected a subclass of RetryPolicy, got a function'],
  [Map, 'resilient: expected a subclass of RetryPolicy, got class Map'],
])('%j is refused', (options, message) => {
  expect(() => read(options)).toThrow(ConfigError);
  expect(() => read(options)).toThrow(message);
});

test('a policy is checked when it is given, however it is given', () => {
  class Broken extends RetryPolicy {
    override maxRetries = 1.5;
  }
  for (const source of [Broken, new Broken()])
    expect(() => policyOf(source, '@Retry')).toThrow(/^@Retry: option 'maxRetries': expected a whole number/);
  expect(policyOf({ backoff: constant(1) }, '@Retry')).toBeInstanceOf(RetryPolicy);
});

test('a class of policies is told from other functions and from policies', () => {
  expect([RetryPolicy, Twice].map(isPolicyClass)).toEqual([true, true]);
  const others = [new Twice(), Twice.prototype, () => {}, Map, undefined, null, { prototype: new Twice() }];
  expect(others.map(isPolicyClass)).toEqual(others.map(() => false));
});
