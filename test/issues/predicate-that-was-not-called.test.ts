/** `@RetryOn(timedOut)` in place of `@RetryOn(timedOut())`: what it answers is a function, which is truthy. */
import { AbortOn, allOf, anyOf, attemptsOf, not, Retry, RetryOn, resilient, timedOut } from 'holdfast';
import { expect, test } from 'vitest';
import { failureOf } from '../support/failure-of.js';

const uncalled = timedOut as never;
const gone = new Error('gone');

async function triedUnder(retryOn: never) {
  const error = await failureOf(
    resilient({ retryOn, backoff: () => 0 }).call(() => {
      throw gone;
    }),
  );
  return { error, attempts: attemptsOf(error) };
}

test.each([
  ['timedOut', uncalled],
  ['timedOut', anyOf(uncalled)],
  ['timedOut', allOf(uncalled)],
  ['timedOut', not(uncalled)],
])('%s is no yes, and the history says what is wrong', async (name, retryOn) => {
  const { error, attempts } = await triedUnder(retryOn as never);
  expect(error).toBe(gone);
  expect(attempts.map(({ problem }) => String(problem))).toEqual([
    expect.stringMatching(
      new RegExp(`${name} answered with function timedOut\\(\\), as if it had to be called first$`),
    ),
  ]);
});

test('an error class, which answers with an error, is refused by the name of what takes it', () => {
  const message = (by: string) =>
    `${by}: expected a predicate, got class TypeError, which goes into thrown(...)`;
  class Gone extends Error {}
  expect(() => RetryOn(TypeError as never)).toThrow(message('@RetryOn'));
  expect(() => AbortOn(Gone as never)).toThrow(
    '@AbortOn: expected a predicate, got class Gone, which goes into thrown(',
  );
  expect(() => anyOf(TypeError as never)).toThrow(message('anyOf'));
  expect(() => Retry({ retryOn: [TypeError as never] })).toThrow(message("@Retry: option 'retryOn'"));
});
