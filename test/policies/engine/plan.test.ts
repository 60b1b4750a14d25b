/** From the plan of a method to the call. What a call does is tested in test/policies/engine/driver.test.ts. */
import { expect, test } from 'vitest';
import { execute } from '../../../src/policies/engine/plan.js';
import { planOf, type Recipe } from '../../../src/policies/recipe.js';
import { failureOf } from '../../support/failure-of.js';
import { newAttempt } from '../attempts.js';

test('what chooses the policy is asked with the object of the call; what it throws ends the call', async () => {
  const bug = Object.assign(new Error('bug'), { config: { headers: { authorization: 'Bearer secret' } } });
  const asked: unknown[] = [];
  const retry: Recipe['retry'] = (self) => {
    asked.push(self);
    throw bug;
  };
  const first = newAttempt();
  const error = await failureOf(execute(planOf({ retry }, 'Api.get'), first));
  expect([error, asked]).toEqual([bug, [first.self]]);
  // It was made by the user's code, perhaps from a request.
  expect(JSON.stringify(error)).not.toContain('secret');
});
