/** What a policy is made of, before it decides anything. */
import { expect, test } from 'vitest';
import type { Attempt } from '../../src/attempt.js';
import { constant, defaultBackoff } from '../../src/backoff/index.js';
import { ConfigError } from '../../src/errors.js';
import { rejected, returned } from '../../src/outcome.js';
import { rule } from '../../src/policies/decision/rule.js';
import {
  baseOf,
  judgesCarefully,
  type RetryOptions,
  RetryPolicy,
  rulebookOf,
  states,
} from '../../src/policies/retry-policy.js';
import { status } from '../../src/predicates/index.js';
import { useVirtualClock } from '../support/virtual-clock.js';
import { answered, refused } from './endings.js';

const attempt = { number: 2, history: [{ delay: 1 }, { delay: 2 }, { delay: 40 }] } as unknown as Attempt;

test('by default there are three retries of what the careful default retries', () => {
  expect(new RetryPolicy()).toMatchObject({
    maxRetries: 3,
    maxDuration: undefined,
    rules: [],
    abortOn: [],
    onExhausted: 'throw',
    maxHint: '1m',
  });
  expect(new RetryPolicy().backoff).toBe(defaultBackoff);
  expect(rulebookOf(new RetryPolicy(), 'x')).toMatchObject({
    maxRetries: 3,
    maxDuration: Infinity,
    maxHint: 60_000,
    onExhausted: 'throw',
    rules: [],
    abortOn: [],
    accept: [],
    beforeRetry: [],
    isValid: undefined,
    delay: undefined,
    logIn: undefined,
    cooldowns: undefined,
  });
});

test('options take the place of the defaults', () => {
  const backoff = constant(5);
  const [first, last] = [rule(status(500)), status(501)];
  const policy = new RetryPolicy({
    maxRetries: 0,
    maxDuration: '10s',
    backoff,
    rules: [first],
    retryOn: last,
    abortOn: [status(401)],
    onExhausted: 'return',
    maxHint: '5s',
  });
  expect(policy.rules).toEqual([first, { when: last, by: 'retryOn' }]);
  expect(rulebookOf(policy, 'x')).toMatchObject({
    maxRetries: 0,
    maxDuration: 10_000,
    backoff,
    onExhausted: 'return',
    maxHint: 5_000,
    rules: [{ by: 'rule' }, { by: 'retryOn' }],
    abortOn: [{ by: 'abortOn' }],
  });
  expect(rulebookOf(new RetryPolicy({ maxDuration: Infinity }), 'x').maxDuration).toBe(Infinity);
});

test('rules are kept with all that is said about them', () => {
  const [when, backoff, sum] = [status(500), constant(5), { maxRetries: 9 }];
  const rules = [
    { when },
    { when, maxRetries: 1, backoff, by: '@RetryOn', sum },
    { when, ends: 'throw' as const },
  ];
  expect(rulebookOf(new RetryPolicy({ rules }), 'x').rules).toEqual([
    { when, by: 'rule' },
    { when, maxRetries: 1, backoff, by: '@RetryOn', sum },
    { when, by: 'rule', ends: 'throw' },
  ]);
});

test('what was stated is told from what is a default', () => {
  const policy = new RetryPolicy({ maxRetries: 3, maxHint: undefined } as unknown as RetryOptions);
  expect([states(policy, 'maxRetries'), states(policy, 'maxHint'), states(policy, 'backoff')]).toEqual([
    true,
    false,
    false,
  ]);
  expect(states(Object.create(RetryPolicy.prototype), 'maxRetries')).toBe(false);
});

test('what is valid and what is worth another attempt can be asked', () => {
  const policy = new RetryPolicy();
  expect(
    [answered(200), answered(404), answered(503), refused(404)].map((each) => policy.isValid(each)),
  ).toEqual([true, true, false, false]);
  expect(policy.isValid(returned('value'))).toBe(true);
  expect(policy.isValid(rejected(answered(200), 'rejected'))).toBe(false);
  expect([refused(503), refused(404)].map((each) => policy.shouldRetry(each, attempt))).toEqual([
    true,
    false,
  ]);
  expect(policy.beforeRetry(attempt)).toBeUndefined();
});

test('its delay is that of the backoff, which is told the number of the retry and the last wait', () => {
  const time = useVirtualClock();
  time.clock.random = () => 0.25;
  const seen: unknown[] = [];
  const backoff = (retry: number, previous: number | undefined, random: () => number) => {
    seen.push(retry, previous, random());
    return 7;
  };
  expect(new RetryPolicy({ backoff }).delay(refused(500), attempt)).toBe(7);
  expect(new RetryPolicy({ backoff }).delay(refused(500), { number: 1, history: [] } as never)).toBe(7);
  expect(seen).toEqual([2, 40, 0.25, 1, undefined, 0.25]);
});

test('what a subclass overrides is in force, with its policy for this, and nothing else is', async () => {
  class Own extends RetryPolicy {
    readonly word = 'own';
    override isValid() {
      return this.word === 'own';
    }
    override delay() {
      return this.word.length;
    }
    override async beforeRetry() {
      return this.word as never;
    }
    override shouldRetry() {
      return this.word as never;
    }
  }
  const book = rulebookOf(new Own(), 'x');
  const outcome = refused(500);
  expect(book.isValid?.(outcome, attempt)).toBe(true);
  expect(book.delay?.(outcome, attempt)).toBe(3);
  expect(book.shouldRetry?.(outcome, attempt)).toBe('own');
  expect(book.beforeRetry.map(({ name }) => name)).toEqual(['Own.beforeRetry']);
  expect(await book.beforeRetry[0]?.(attempt)).toBe('own');
  const plain = rulebookOf(new RetryPolicy(), 'x');
  expect(plain.shouldRetry?.(outcome, attempt)).toBe(true);
});

test('each of them is told the outcome and the attempt', () => {
  const seen: unknown[] = [];
  class Own extends RetryPolicy {
    override isValid(...given: unknown[]) {
      return seen.push(given) > 0;
    }
    override delay(...given: unknown[]) {
      return seen.push(given);
    }
    override shouldRetry(...given: unknown[]) {
      return seen.push(given) > 0;
    }
  }
  const { isValid, delay, shouldRetry } = rulebookOf(new Own(), 'x');
  const outcome = refused(500);
  isValid?.(outcome, attempt);
  delay?.(outcome, attempt);
  shouldRetry?.(outcome, attempt);
  expect(seen).toEqual([[outcome], [outcome, attempt], [outcome, attempt]]);
});

test('a hook that is given as an option is the hook', async () => {
  const beforeRetry = (given: Attempt) => given.number;
  const [hook] = rulebookOf(new RetryPolicy({ beforeRetry }), 'x').beforeRetry;
  expect(hook?.name).toBe('RetryPolicy.beforeRetry');
  expect(await hook?.(attempt)).toBe(2);
});

test('a subclass that judges for itself is told from one that does not', () => {
  class Own extends RetryPolicy {
    override shouldRetry() {
      return true;
    }
  }
  class Other extends RetryPolicy {
    override maxRetries = 1;
  }
  expect([new Own(), new Other(), new RetryPolicy()].map(judgesCarefully)).toEqual([false, true, true]);
  expect(baseOf(new Own())).toBe(RetryPolicy.prototype);
});

test('instances are told by their class', () => {
  class Own extends RetryPolicy {}
  expect([new Own(), new RetryPolicy()].map((each) => each instanceof RetryPolicy)).toEqual([true, true]);
  expect([new Own(), new RetryPolicy()].map((each) => each instanceof Own)).toEqual([true, false]);
  // By what another copy of the package leaves on its own.
  expect({ [Symbol.for('holdfast.policy@1')]: () => {} }).toBeInstanceOf(RetryPolicy);
  for (const other of [undefined, null, 'policy', {}, Own])
    expect((other as unknown) instanceof RetryPolicy).toBe(false);
});

test('start begins a call at the time that it is told', () => {
  const policy = new RetryPolicy({ maxDuration: 100, backoff: constant(60) });
  const next = (at: number | undefined, now: number) => policy.start(at).next(refused(500), now).retry;
  expect([next(undefined, 39), next(undefined, 41), next(1_000, 1_039), next(1_000, 1_041)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

class Mine extends RetryPolicy {}

const DURATION = "expected a duration such as 250, '250ms', '2s', '1m' or '1h', got";

test.each<[object, string]>([
  [{ maxRetries: -1 }, "option 'maxRetries': expected a whole number of at least 0, or Infinity, got -1"],
  [{ maxDuration: 'soon' }, `option 'maxDuration': ${DURATION} "soon"`],
  [{ maxHint: -1 }, `option 'maxHint': ${DURATION} -1`],
  [{ backoff: 100 }, "option 'backoff': expected a backoff, got 100"],
  [{ onExhausted: 'ignore' }, "option 'onExhausted': expected 'throw' or 'return', got \"ignore\""],
  [{ abortOn: 'x' }, 'option \'abortOn\': expected a predicate, got "x"'],
  [{ abortOn: [status(401), 2] }, "option 'abortOn': expected a predicate, got 2"],
  [{ beforeRetry: 1 }, "option 'beforeRetry': expected a function, got 1"],
  [{ retryOn: 500 }, "option 'retryOn': expected a predicate, got 500"],
  [{ rules: [status(500)] }, "option 'rules': expected a list of rule(...), got [function status(500)]"],
  [{ rules: [undefined] }, "option 'rules': expected a list of rule(...), got [undefined]"],
  [
    { rules: [{ when: status(500), maxRetries: -1 }] },
    "option 'rules': option 'maxRetries': expected a whole number",
  ],
  [{ retries: 3 }, "unknown option 'retries' (3); known are maxRetries, maxDuration"],
])('%j is refused, with the name of the policy', (options, message) => {
  const make = () => new Mine(options as RetryOptions).start();
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(`Mine: ${message}`);
  // As a property of a subclass, which nobody sees before the policy is used.
  const policy = new Mine();
  if (!('retryOn' in options) && !('retries' in options)) {
    Object.assign(policy, options);
    expect(() => rulebookOf(policy, '@Retry')).toThrow(`@Retry: ${message}`);
  }
});

test('rules that are no list are refused', () => {
  const policy = Object.assign(new Mine(), { rules: rule(status(500)) });
  expect(() => policy.start()).toThrow("Mine: option 'rules': expected a list of rule(...), got an object");
});
