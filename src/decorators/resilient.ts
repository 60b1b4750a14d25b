import { ConfigError } from '../errors.js';
import { type ResilienceOptions, type RetryPolicyClass, recipeOf } from '../policies/resilience-options.js';
import type { RetryPolicy } from '../policies/retry-policy.js';
import { decorator, demandCall } from './decorate.js';
import type { ClassDecorator } from './types.js';

/**
 * Guards every method of a class that returns a promise, with the options of all decorators in one object. A decorator
 * on a method replaces its kind. Private `#methods` cannot be reached from a class decorator and stay as they are.
 *
 * @throws ConfigError when the class is defined, for unknown or impossible options
 * @example
 * @Resilient({ maxRetries: 5, timeout: { attempt: '2s', total: '20s' } })
 * class TodoApi {}
 */
export function Resilient(options?: ResilienceOptions | RetryPolicy | RetryPolicyClass): ClassDecorator;
export function Resilient(
  options: ResilienceOptions | RetryPolicy | RetryPolicyClass = {},
  ...rest: unknown[]
): ClassDecorator {
  const by = '@Resilient';
  demandCall(by, rest);
  const decorate = decorator({ by, recipe: recipeOf(options, by) });
  return (target, context) => {
    if (context !== undefined && context.kind !== 'class')
      throw new ConfigError(`${by}: stands on a class, not on a member of one`);
    return decorate(target, context);
  };
}
