import { ConfigError, constant, type Predicate, type RuleOptions, rule, status } from 'holdfast';
import { expect, test } from 'vitest';
import { makeRule } from '../../../src/policies/decision/rule.js';

const when = status(429);
const backoff = constant(5);

test('a rule is what it was given, and nobody can change it', () => {
  const given = rule(when, { maxRetries: 2, backoff });
  expect(given).toEqual({ when, maxRetries: 2, backoff, by: 'rule' });
  expect(Object.isFrozen(given)).toBe(true);
  expect(rule(when)).toEqual({ when, by: 'rule' });
});

test('a rule with no limit, and one that is never used, are rules too', () => {
  expect(rule(when, { maxRetries: Infinity }).maxRetries).toBe(Infinity);
  expect(rule(when, { maxRetries: 0 }).maxRetries).toBe(0);
});

test('it may be stated by somebody else', () => {
  expect(makeRule(when, {}, '@RetryOn on Api.get', '@RetryOn')).toEqual({ when, by: '@RetryOn' });
  expect(makeRule(when, {}, 'perStatus')).toEqual({ when, by: 'perStatus' });
});

test.each<[unknown, unknown, string]>([
  [429, {}, 'rule: expected a predicate, got 429, which goes into status(...)'],
  [undefined, {}, 'rule: expected a predicate, got undefined'],
  [when, 3, 'rule: expected an object of options, got 3'],
  [when, { retries: 3 }, "rule: unknown option 'retries' (3); known are maxRetries, backoff"],
  [
    when,
    { maxRetries: -1 },
    "rule: option 'maxRetries': expected a whole number of at least 0, or Infinity, got -1",
  ],
  [
    when,
    { maxRetries: null },
    "rule: option 'maxRetries': expected a whole number of at least 0, or Infinity, got null",
  ],
  [when, { backoff: 100 }, "rule: option 'backoff': expected a backoff, got 100"],
  [when, { backoff: null }, "rule: option 'backoff': expected a backoff, got null"],
])('rule(%o, %j) is refused', (predicate, options, message) => {
  const make = () => rule(predicate as Predicate, options as RuleOptions);
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(new ConfigError(message));
});
