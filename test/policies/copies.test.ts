/** Policies of another copy of the package, as when an application is ESM and one of its libraries is CommonJS. */
import { constant, type Outcome, RetryPolicy, resilient } from 'holdfast';
import { expect, test } from 'vitest';
import { anotherCopy } from '../support/copies.js';

const copy = await anotherCopy<typeof import('../../src/policies/retry-policy.js')>('policies/retry-policy');

test('a policy is recognised by either copy, and a subclass by its prototype alone', () => {
  class Mine extends RetryPolicy {}
  class Theirs extends copy.RetryPolicy {}
  expect(copy.RetryPolicy).not.toBe(RetryPolicy);
  for (const policy of [new Mine(), new Theirs()]) {
    expect(policy instanceof RetryPolicy).toBe(true);
    expect(policy instanceof copy.RetryPolicy).toBe(true);
  }
  expect(new RetryPolicy() instanceof Mine).toBe(false);
  expect(new Theirs() instanceof Mine).toBe(false);
  expect({} instanceof RetryPolicy).toBe(false);
  expect((null as unknown) instanceof RetryPolicy).toBe(false);
});

test('what a policy of the other copy overrides, and only that, is in force', async () => {
  const asked: unknown[] = [];
  class Polling extends copy.RetryPolicy {
    override maxRetries = 5;
    override backoff = constant(0);
    override isValid(outcome: Outcome) {
      asked.push(outcome.value);
      return outcome.value === 'done';
    }
    override shouldRetry = () => true;
  }
  const answers = ['pending', 'pending', 'done'];
  expect(await resilient(Polling).call(() => answers.shift())).toBe('done');
  expect(asked).toEqual(['pending', 'pending', 'done']);

  // Nobody overrode `isValid` here: it is not asked, and what came back is good.
  expect(await resilient(copy.RetryPolicy).call(() => 'anything')).toBe('anything');
});
