/** The ingredients of one policy, put together. */
import { describe, expect, test } from 'vitest';
import { constant, cooldown, cooldownOf } from '../../src/backoff/index.js';
import { ConfigError } from '../../src/errors.js';
import { rule } from '../../src/policies/decision/rule.js';
import type { Rulebook } from '../../src/policies/decision/rulebook.js';
import { reauthenticationOf } from '../../src/policies/reauthenticate/reauthenticate.js';
import { planOf, type Recipe } from '../../src/policies/recipe.js';
import { resilient } from '../../src/policies/resilient.js';
import { RetryPolicy } from '../../src/policies/retry-policy.js';
import type { TimeoutOptions } from '../../src/policies/timeout.js';
import { status } from '../../src/predicates/index.js';
import { useVirtualClock } from '../support/virtual-clock.js';

const one = constant(1);
const two = constant(2);

/** The rules for each object on which the method is called. */
function booksOf(recipe: Recipe, target?: object): (self: unknown) => Rulebook {
  const { course } = planOf(recipe, 'Api.get', target);
  return (self) => (typeof course === 'function' ? course(self) : course).book;
}

const bookOf = (recipe: Recipe): Rulebook => booksOf(recipe)({});

test('without @Retry nothing is tried again but what is named, three times', () => {
  const named = rule(status(503));
  const book = bookOf({ retryOn: [named], backoff: two });
  expect(book).toMatchObject({ maxRetries: 3, maxDuration: Infinity, maxHint: 60_000, onExhausted: 'throw' });
  expect(book.rules).toEqual([named]);
  expect(book.backoff).toBe(two);
  expect([book.shouldRetry, book.isValid, book.delay, book.logIn]).toEqual(Array(4).fill(undefined));
  const nothing = bookOf({});
  expect([nothing.rules, nothing.abortOn, nothing.accept, nothing.beforeRetry]).toEqual([[], [], [], []]);
  expect(nothing.backoff.name).toMatch(/^exponential/);
});

test('what has nothing to do without retries is refused', () => {
  const fails = (recipe: Recipe) => () => bookOf(recipe);
  const unused = (name: string, value: string) =>
    new ConfigError(`@${name} on Api.get: ${value} has nothing to do without @Retry or @RetryOn`);
  expect(fails({ backoff: one })).toThrow(ConfigError);
  expect(fails({ backoff: one })).toThrow(unused('Backoff', 'function constant(1ms)'));
  expect(fails({ beforeRetry: ['logIn'] })).toThrow(unused('BeforeRetry', '["logIn"]'));
  const reauthenticate = reauthenticationOf({ with: 'logIn' }, '@Reauthenticate');
  // After a login there is a retry, but no wait.
  expect(fails({ beforeRetry: ['logIn'], reauthenticate })).not.toThrow();
  expect(fails({ backoff: one, reauthenticate })).toThrow(unused('Backoff', 'function constant(1ms)'));
  expect(fails({ backoff: one, beforeRetry: ['logIn'], retryOn: [] })).not.toThrow();
});

test('decorators add to the policy, and go before it', () => {
  const [mine, its] = [status(500), status(501)];
  const hook = () => {};
  const book = bookOf({
    retry: new RetryPolicy({ rules: [rule(its)], abortOn: its, beforeRetry: hook }),
    retryOn: [rule(mine)],
    abortOn: [mine],
    accept: [mine],
    beforeRetry: [function refresh() {}, 'logIn'],
  });
  expect(book.rules.map(({ when }) => when)).toEqual([mine, its]);
  expect(book.abortOn).toEqual([
    { when: mine, by: '@AbortOn' },
    { when: its, by: 'abortOn' },
  ]);
  expect(book.accept).toEqual([{ when: mine, by: '@Accept' }]);
  expect(book.beforeRetry.map(({ name }) => name)).toEqual([
    'RetryPolicy.beforeRetry',
    '@BeforeRetry refresh',
    '@BeforeRetry logIn',
  ]);
});

test('a hook that names no method of the object is refused', () => {
  const recipe: Recipe = { retry: new RetryPolicy(), beforeRetry: ['logIn'] };
  expect(() => booksOf(recipe, {})).toThrow(
    new ConfigError('@BeforeRetry on Api.get: there is no method "logIn"'),
  );
});

class Delaying extends RetryPolicy {
  override backoff = one;
  override delay() {
    return 5;
  }
}

test('the delays are those of @Backoff, else those of the policy; what is tuned goes before both', () => {
  const retry = new Delaying();
  const delays = (recipe: Partial<Recipe>) => {
    const { backoff, delay } = bookOf({ retry, ...recipe });
    return [backoff, delay !== undefined];
  };
  expect(delays({})).toEqual([one, true]);
  expect(delays({ backoff: two })).toEqual([two, false]);
  const three = constant(3);
  expect(delays({ backoff: two, tuning: { backoff: three } })).toEqual([three, false]);
  expect(delays({ tuning: { maxRetries: 1 } })).toEqual([one, true]);
});

test('numbers that are tuned take the place of those of the policy', () => {
  const retry = new RetryPolicy({ maxRetries: 5, maxHint: '5s' });
  expect(bookOf({ retry, tuning: { maxRetries: 1, onExhausted: 'return' } })).toMatchObject({
    maxRetries: 1,
    onExhausted: 'return',
    maxHint: 5_000,
  });
  expect(bookOf({ retryOn: [], tuning: { maxRetries: 1 } })).toMatchObject({ maxRetries: 1 });
});

test('the login and the shared cooldowns go along', () => {
  const shared = cooldown({ scope: 'host' });
  const reauthenticate = reauthenticationOf({ with: 'logIn' }, '@Reauthenticate');
  const book = bookOf({ retry: new RetryPolicy({ backoff: shared }), reauthenticate });
  expect(book.logIn?.by).toBe('@Reauthenticate logIn');
  expect(book.cooldowns).toEqual([cooldownOf(shared)]);
  expect(bookOf({ retry: new RetryPolicy() }).cooldowns).toBeUndefined();
});

test('a policy that is chosen per call is laid out once', () => {
  const policies = { often: new RetryPolicy({ maxRetries: 9 }), rarely: { maxRetries: 1 } };
  const retry = ((name: keyof typeof policies) => policies[name]) as NonNullable<Recipe['retry']>;
  const books = booksOf({ retry, abortOn: [status(500)] });
  const [often, rarely] = [books('often'), books('rarely')];
  expect([often.maxRetries, rarely.maxRetries, often.abortOn.length]).toEqual([9, 1, 1]);
  expect([books('often') === often, books('rarely') === rarely]).toEqual([true, true]);
});

test.each<[unknown, string]>([
  [undefined, 'undefined'],
  [null, 'null'],
  [5, '5'],
  [Promise.resolve({}), 'an object of type Promise'],
  [RetryPolicy, 'class RetryPolicy'],
])('one that is no policy is refused: %o', (choice, got) => {
  const books = booksOf({ retry: (() => choice) as never });
  expect(() => books({})).toThrow(
    new ConfigError(`@Retry on Api.get: expected the function to give a policy or options, got ${got}`),
  );
});

test('its options are checked under the name of the method', () => {
  const books = booksOf({ retry: () => ({ maxRetries: -1 }) });
  expect(() => books({})).toThrow(/^@Retry on Api\.get: option 'maxRetries'/);
});

test('the transport is told the limits that only it can keep, and of idempotency', () => {
  const idempotent = { header: 'Idempotency-Key', key: () => 'x' };
  const limitsOf = (timeout: Recipe['timeout']) => planOf({ timeout } as Recipe, 'Api.get').limits;
  expect(limitsOf({ connect: 5 })).toMatchObject({ connect: 5 });
  expect(limitsOf({ idle: 6, total: 7 })).toMatchObject({ idle: 6 });
  expect(limitsOf({ total: 7, attempt: 8 })).toBeUndefined();
  expect(limitsOf(undefined)).toBeUndefined();
  expect(planOf({ idempotent }, 'Api.get').idempotency).toBe(idempotent);
});

describe('the limits of a recipe', () => {
  const remaining = (timeout: TimeoutOptions): Promise<number> => {
    void useVirtualClock();
    return resilient({ timeout }).call((attempt) => attempt.remaining());
  };

  test('are those that are given, and no others', async () => {
    expect(await remaining({ idle: 70 })).toBe(Infinity);
    expect(await remaining({ attempt: 70 })).toBe(70);
    expect(await remaining({ total: 80 })).toBe(80);
    expect(await remaining({ attempt: 70, total: 80 })).toBe(70);
    expect(await remaining({ attempt: 90, total: 80 })).toBe(80);
  });

  test.each([
    [{ attempt: 70 }, 70, 'AttemptTimeoutError'],
    [{ total: 80 }, 80, 'TotalTimeoutError'],
    [{ attempt: 70, total: 80 }, 70, 'AttemptTimeoutError'],
    [{ attempt: 90, total: 80 }, 80, 'TotalTimeoutError'],
  ])('end what takes longer: %j', async (timeout, limit, name) => {
    const time = useVirtualClock();
    const call = resilient({ timeout }).call(() => new Promise(() => {}));
    await expect(time.until(call)).rejects.toMatchObject({ name, limit });
    expect(time.clock.now()).toBe(limit);
  });
});
