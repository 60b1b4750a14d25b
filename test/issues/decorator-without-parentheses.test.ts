/**
 * `@Retry` without its parentheses is refused by the compiler, but not where types are only stripped: the method was replaced
 * by a decorator, and failed when it was called. So did one with a class that is no policy.
 */
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

class Api {
  async get(): Promise<void> {}
}
const { prototype } = Api;
const descriptor = Object.getOwnPropertyDescriptor(prototype, 'get');
const context = { kind: 'method', name: 'get', static: false, private: false };

/** Without its types, as a user has it whose tools only strip them. */
type Loose = (...given: unknown[]) => unknown;

test.each([
  ['@AbortOn', AbortOn as Loose, 'status(401)'],
  ['@Accept', Accept as Loose, "has('id')"],
  ['@Backoff', Backoff as Loose, "constant('1s')"],
  ['@BeforeRetry', BeforeRetry as Loose, "'logIn'"],
  ['@Idempotent', Idempotent as Loose, ''],
  ['@Reauthenticate', Reauthenticate as Loose, "{ with: 'logIn' }"],
  ['@Resilient', Resilient as Loose, ''],
  ['@Retry', Retry as Loose, ''],
  ['@Timeout', Timeout as Loose, "'2s'"],
])('%s says that it wants parentheses', (name, bare, usual) => {
  const message = `${name}: expected parentheses with at most one argument, as in ${name}(${usual})`;
  expect(() => bare(prototype, 'get', descriptor)).toThrow(new ConfigError(message));
  expect(() => bare(prototype.get, context)).toThrow(new ConfigError(message));
});

test('so does one on a class, and one on a member with a symbol for its name', () => {
  const wants = 'expected parentheses with at most one argument';
  expect(() => (Resilient as Loose)(Api, { kind: 'class', name: 'Api' })).toThrow(wants);
  expect(() => (Accept as Loose)(Api, Symbol('get'), descriptor)).toThrow(wants);
});

test('@RetryOn, whose options come second, refuses what it is given there', () => {
  expect(() => (RetryOn as Loose)(prototype.get, context)).toThrow(
    '@RetryOn: unknown option \'kind\' ("method")',
  );
  expect(() => (RetryOn as Loose)(Api, 'get', descriptor)).toThrow(
    '@RetryOn: expected a predicate, got class Api',
  );
});

test('a list of predicates can be mapped to decorators', () => {
  expect([() => true].map(AbortOn as Loose)).toEqual([expect.any(Function)]);
});

test('a class that is no policy is refused at once', () => {
  expect(() => (Retry as Loose)(Api)).toThrow(
    new ConfigError('@Retry: expected a subclass of RetryPolicy, got class Api'),
  );
  expect(() => Retry(RetryPolicy)).not.toThrow();
  expect(() => Retry(class extends RetryPolicy {})).not.toThrow();
});
