/**
 * `@Retry` without its parentheses is refused by the compiler, but not where types are only stripped: the method was replaced
 * by a decorator, and failed when it was called. So did one with a class that is no policy.
 */
import { ConfigError, Idempotent, Retry, RetryPolicy } from 'holdfast';
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
  ['@Retry', Retry as Loose],
  ['@Idempotent', Idempotent as Loose],
])('%s says that it wants parentheses', (name, bare) => {
  const message = `${name}: expected parentheses after it, as in ${name}()`;
  expect(() => bare(prototype, 'get', descriptor)).toThrow(new ConfigError(message));
  expect(() => bare(prototype.get, context)).toThrow(new ConfigError(message));
});

test('a class that is no policy is refused at once', () => {
  expect(() => (Retry as Loose)(Api)).toThrow(
    new ConfigError('@Retry: expected a subclass of RetryPolicy, got the class Api'),
  );
  expect(() => Retry(RetryPolicy)).not.toThrow();
  expect(() => Retry(class extends RetryPolicy {})).not.toThrow();
});
