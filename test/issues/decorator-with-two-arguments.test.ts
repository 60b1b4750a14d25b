/**
 * `@Accept(has('id'), has('summary'))` compiles nowhere, but where types are only stripped it checked the first condition
 * and forgot the second. A status in place of `status(...)` was refused without a word of what to write.
 */
import { AbortOn, Accept, BeforeRetry, ConfigError, has, Retry, RetryOn, status, Timeout } from 'holdfast';
import { expect, test } from 'vitest';

/** Without its types, as a user has it whose tools only strip them. */
type Loose = (...given: unknown[]) => unknown;

test.each<[string, () => unknown]>([
  [
    "@Accept: expected parentheses with at most one argument, as in @Accept(has('id'))",
    () => (Accept as Loose)(has('id'), has('summary')),
  ],
  [
    '@AbortOn: expected parentheses with at most one argument',
    () => (AbortOn as Loose)(status(401), status(403)),
  ],
  [
    '@BeforeRetry: expected parentheses with at most one argument',
    () =>
      (BeforeRetry as Loose)(
        () => {},
        () => {},
      ),
  ],
  ['@Timeout: expected parentheses with at most one argument', () => (Timeout as Loose)('2s', '10s')],
  ['@Retry: expected parentheses with at most one argument', () => (Retry as Loose)({}, { maxRetries: 5 })],
  ['@RetryOn: expected a predicate, got 503, which goes into status(...)', () => (RetryOn as Loose)(503)],
  [
    "@Retry: option 'retryOn': expected a predicate, got 502, which goes into status(...)",
    () => (Retry as Loose)({ retryOn: [502, 503] }),
  ],
])('%s', (message, decorate) => {
  expect(decorate).toThrow(ConfigError);
  expect(decorate).toThrow(message);
});

test('an index, as map gives, is no second argument', () => {
  expect(['2s', '5s'].map(Timeout as Loose)).toHaveLength(2);
});
