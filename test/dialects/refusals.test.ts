/** What decorators refuse when the class is defined, and in what words. */
import {
  AbortOn,
  Accept,
  Backoff,
  BeforeRetry,
  ConfigError,
  Idempotent,
  Reauthenticate,
  Resilient,
  Retry,
  RetryOn,
  RetryPolicy,
  Timeout,
} from 'holdfast';
import { expect, test } from 'vitest';

class Impossible extends RetryPolicy {
  override maxRetries = -1;
}

test.each<[string, (bad: never) => unknown, unknown]>([
  ['@AbortOn: expected a predicate, got 7', AbortOn, 7],
  ['@Accept: expected a predicate or a Standard Schema, got an object of type Object', Accept, {}],
  ['@Accept: expected a predicate or a Standard Schema, got undefined', Accept, undefined],
  ['@Backoff: expected a backoff, got "1s"', Backoff, '1s'],
  ['@BeforeRetry: expected a function or the name of a method, got 7', BeforeRetry, 7],
  ['@BeforeRetry: expected a function or the name of a method, got ""', BeforeRetry, ''],
  ["@Idempotent: unknown option 'headr' (1)", Idempotent, { headr: 1 }],
  ["@Reauthenticate: unknown option 'wiht' (1)", Reauthenticate, { wiht: 1 }],
  ["@Resilient: unknown option 'maxRetry' (1)", Resilient, { maxRetry: 1 }],
  ["@Retry: unknown option 'maxRetry' (1)", Retry, { maxRetry: 1 }],
  ['@Retry: expected options, a policy or a function, got null', Retry, null],
  ['@Retry: expected options, a policy or a function, got "3"', Retry, '3'],
  ['@Retry: expected options, a policy or a function, got 3', Retry, 3],
  ['@Retry: expected options, a policy or a function, got true', Retry, true],
  [
    '@Retry: expected a function that gives a policy or options at once, got an async function',
    Retry,
    async () => ({ maxRetries: 1 }),
  ],
  ["@Retry(Impossible): option 'maxRetries': expected a whole number", Retry, Impossible],
  ["@Retry: option 'maxRetries': expected a whole number", Retry, { maxRetries: -1 }],
  ['@RetryOn: expected a predicate, got 7', RetryOn, 7],
  ['@Timeout: expected a duration above zero, got 0', Timeout, 0],
])('%s', (message, decorator, bad) => {
  const attempt = () => decorator(bad as never);
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(message);
});

test('what a decorator lacks its parentheses for, and what is a class but no policy, is told at once', () => {
  const bare = { '@Retry': Retry, '@Idempotent': Idempotent } as unknown as Record<
    string,
    (...given: unknown[]) => unknown
  >;
  for (const [name, decorator] of Object.entries(bare))
    expect(() => decorator?.(async () => {}, { kind: 'method', name: 'get' })).toThrow(
      `${name}: expected parentheses with at most one argument, as in ${name}()`,
    );
  class Unrelated {}
  const of = (given: unknown) => () => Retry(given as never);
  expect(of(Unrelated)).toThrow('@Retry: expected a subclass of RetryPolicy, got class Unrelated');
  expect(of((() => class {})())).toThrow('got a class');
  expect(of(RetryPolicy)).not.toThrow();
});

/** The decorator as a program in JavaScript can use it: where the compiler would refuse it. */
const loose = Retry() as (...given: any[]) => any;
const inStandard = (kind: string, isStatic = false) => ({ kind, name: 'size', static: isStatic });
class Api {
  async *pages() {}
}

/** The calls of either dialect, whatever compiled this file. */
test.each<[string, unknown[]]>([
  [
    '@Retry on size: expected a method that returns a promise, this is a getter',
    [() => 1, inStandard('getter')],
  ],
  [
    '@Retry on size: expected a method that returns a promise, this is a setter',
    [() => 1, inStandard('setter')],
  ],
  [
    '@Retry on size: expected a method that returns a promise, this is a field',
    [undefined, inStandard('field')],
  ],
  [
    '@Retry on static size: expected a method that returns a promise, this is an accessor',
    [{}, inStandard('accessor', true)],
  ],
  [
    '@Retry on Api.size: expected a method that returns a promise, this is a field',
    [Api.prototype, 'size', undefined],
  ],
  ['@Retry on Api.size: expected a method that returns a promise, this is a field', [Api, 'size', null]],
  [
    '@Retry on Api.get: expected a method that returns a promise, this is a parameter',
    [Api.prototype, 'get', 0],
  ],
  [
    '@Retry on Api.size: expected a method that returns a promise, this is an accessor',
    [Api.prototype, 'size', { get: () => 1 }],
  ],
  [
    '@Retry on Api.size: expected a method that returns a promise, this is an accessor',
    [Api, 'size', { set() {} }],
  ],
  [
    '@Retry on Api.size: expected a method that returns a promise, this is 7',
    [Api.prototype, 'size', { value: 7 }],
  ],
  ['@Retry on 7: expected a method that returns a promise, this is no class', [7]],
  [
    '@Retry on an async function: expected a method that returns a promise, this is no class',
    [async () => 7],
  ],
  [
    '@Retry on Api.pages: expected a method that returns a promise, this is a generator (a retry would repeat ' +
      'what was delivered; guard the method that fetches one page, for paginate of holdfast/rest)',
    [Api.prototype, 'pages', { value: Api.prototype.pages }],
  ],
])('%s', (message, given) => {
  const attempt = () => loose(...given);
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(message);
});

test('@Resilient stands on a class, not on a method', () => {
  const misplaced = Resilient() as (...given: any[]) => any;
  const message = '@Resilient: stands on a class, not on a member of one';
  for (const where of ['get', { kind: 'method', name: 'get' }]) {
    expect(() => misplaced(Api, where)).toThrow(ConfigError);
    expect(() => misplaced(Api, where)).toThrow(message);
  }
});

test('a kind that is there already is refused, on a method and on a class', () => {
  const twice = (decorate: (target: any, name: string) => unknown) => () => {
    class Once {
      async get() {}
    }
    decorate(Once, 'get');
  };
  const onMethod = twice((target, name) => {
    const property = Object.getOwnPropertyDescriptor(target.prototype, name);
    for (const ms of [1, 2]) (Timeout(ms) as any)(target.prototype, name, property);
  });
  expect(onMethod).toThrow('@Timeout on Once.get: there is one already (timeout); a method has one of each');
  const onClass = twice((target) => {
    for (const decorate of [Retry(), Retry()]) decorate(target);
  });
  expect(onClass).toThrow('@Retry on Once: there is one already (retry)');
});
