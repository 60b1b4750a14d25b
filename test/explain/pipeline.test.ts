import { AbortOn, explain, Idempotent, Retry, RetryOn, RetryPolicy, resilient, rule, status } from 'holdfast';
import { expect, test } from 'vitest';

/** All settings but the careful default's own, as `name: value, from whom`. */
const toldOf = (target: object): string[] =>
  (explain(target).methods[0]?.pipeline ?? []).flatMap(({ settings }) =>
    settings.map(({ name, value, from }) => `${name}: ${value}, ${from}`),
  );

test('what ends a call is told with who said so: the decorator before the policy', () => {
  class Api {
    @Retry({ abortOn: status(404), rules: [], onExhausted: 'return' })
    @AbortOn(status(410))
    async get() {}
  }
  expect(toldOf(Api).filter((line) => /^(abortOn|onExhausted)/.test(line))).toEqual([
    'onExhausted: return, @Retry on Api.get',
    'abortOn: status(410), @AbortOn on Api.get',
    'abortOn: status(404), @Retry on Api.get',
  ]);
});

test('rules of the decorator come before those of the policy, each under its own name', () => {
  class Ruled extends RetryPolicy {
    override rules = [rule(status(503))];
  }
  class Api {
    @Retry(Ruled)
    @RetryOn(status(429))
    async get() {}
  }
  expect(toldOf(Api).filter((line) => line.startsWith('rule'))).toEqual([
    'rule: status(429), @RetryOn on Api.get',
    'rule: status(503), @Retry on Api.get',
  ]);
});

test('delays of a policy of its own are told as that, and hints are none of its business', () => {
  class Own extends RetryPolicy {
    override delay = () => 1;
  }
  expect(toldOf(Own)).toContain('backoff: its own delay(), Own');
  expect(toldOf(Own).filter((line) => line.startsWith('maxHint'))).toEqual([]);
});

test('a repetition that sends no key says so', () => {
  class Api {
    @Retry()
    @Idempotent({ header: false })
    async add() {}
  }
  expect(toldOf(Api).at(-1)).toBe('header: none, @Idempotent on Api.add');
});

test('a policy without a method is the author of what it says, and of nothing else', () => {
  const explanation = explain(resilient({ timeout: '2s' }));
  expect(explanation.name).toBe('resilient');
  expect(explanation.methods[0]).toMatchObject({ name: 'resilient', enabled: true });
  expect(toldOf(resilient({ timeout: '2s' }))).toContain('attempt: 2000, resilient');
});

test('as text, a line is free between two methods', () => {
  class Api {
    @Retry()
    async one() {}
    @Retry()
    async another() {}
  }
  expect(`${explain(Api)}`).toMatch(/^Api\.one\n[\s\S]+\n\nApi\.another\n/);
});
