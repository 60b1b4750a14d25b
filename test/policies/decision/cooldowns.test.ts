/** Which cooldowns the calls of a policy share. What those do is tested in test/backoff/pauses.test.ts. */
import { expect, test } from 'vitest';
import { type Attempt, currentScope } from '../../../src/attempt.js';
import { type Cooldown, constant, cooldown, cooldownOf } from '../../../src/backoff/index.js';
import { type Outcome, threw } from '../../../src/outcome.js';
import {
  coolBy,
  coolDown,
  cooldownsAround,
  cooldownsIn,
  recovered,
} from '../../../src/policies/decision/cooldowns.js';
import type { Rulebook } from '../../../src/policies/decision/rulebook.js';
import { resilient } from '../../../src/policies/resilient.js';
import { Scope } from '../../../src/scope.js';
import { useVirtualClock } from '../../support/virtual-clock.js';
import { newAttempt } from '../attempts.js';
import { refused, response } from '../endings.js';

const perHost = () => cooldown({ scope: 'host', initial: '1s', jitter: 'none' });
const book = { maxHint: 60_000 } as Rulebook;

/** How long the caller has to wait whose attempt failed. */
const failed = (
  backoff: ReturnType<typeof perHost>,
  { outcome = refused(503) as Outcome, attempt = newAttempt(), given = book },
): number | undefined => coolDown(backoff, outcome, attempt, 0, given)?.(Infinity);

test('a policy has the shared cooldowns of its delays and of its rules, each once', () => {
  const [one, two] = [perHost(), perHost()];
  const of = (backoff: unknown, ...rules: unknown[]) =>
    cooldownsIn({ backoff, rules: rules.map((each) => ({ backoff: each })) } as unknown as Rulebook);
  expect(of(one, two, one, undefined, constant(1))).toEqual([cooldownOf(one), cooldownOf(two)]);
  expect(of(constant(1), two)).toEqual([cooldownOf(two)]);
  expect(of(constant(1))).toBeUndefined();
  expect(cooldownsIn({ backoff: one, rules: [], delay: () => 1 } as unknown as Rulebook)).toBeUndefined();
});

test('a request is held back by the cooldowns of all calls around it', () => {
  const [inner, outer] = [perHost(), perHost()].map(cooldownOf) as [object, object];
  const around = newAttempt();
  const between = newAttempt(around);
  const attempt = newAttempt(between);
  coolBy(around.call, [outer] as never);
  coolBy(attempt.call, [inner] as never);
  const found = (scope: Scope | undefined) =>
    cooldownsAround(scope).map((each) => [inner, outer].indexOf(each));
  expect(found(new Scope(attempt))).toEqual([0, 1]);
  expect(found(between)).toEqual([1]);
  expect(found(undefined)).toEqual([]);
  expect(found(newAttempt())).toEqual([]);
});

test('the requests of a call are held back by the cooldowns of its policy', async () => {
  const backoff = cooldown({ scope: 'host' });
  const around = () => cooldownsAround(currentScope());
  expect(await resilient({ backoff }).call(around)).toEqual([cooldownOf(backoff)]);
  expect(await resilient().call(around)).toEqual([]);
});

test('nobody shares the delays of an ordinary backoff, of the user, or of a place that nobody knows', () => {
  void useVirtualClock();
  expect(failed(constant(5), {})).toBeUndefined();
  expect(failed(perHost(), { given: { ...book, delay: () => 1 } })).toBeUndefined();
  expect(failed(perHost(), { outcome: threw(new Error('no')) })).toBeUndefined();
});

test('a failure is told to the cooldown, with what a server may ask for, and the wait is told back', () => {
  void useVirtualClock();
  expect(failed(perHost(), {})).toBe(1_000);
  const outcome = refused(503, { 'retry-after': '30' });
  expect(failed(perHost(), { outcome })).toBe(30_000);
  expect(failed(perHost(), { outcome, given: { ...book, maxHint: 29_999 } })).toBe(1_000);
});

test('a retry that succeeds is told to all cooldowns of its call, and a call without any tells nobody', () => {
  void useVirtualClock();
  const [one, two, other] = [perHost(), perHost(), perHost()];
  const attempt = newAttempt();
  coolBy(
    attempt.call,
    [one, two].map((each) => cooldownOf(each) as Cooldown),
  );
  for (const backoff of [one, two, other]) failed(backoff, { attempt });
  const retry = attempt.call.attempt(attempt.number + 1);
  retry.startedAt = 1_000;
  recovered(retry);
  recovered(newAttempt());
  const left = [one, two, other].map((each) => cooldownOf(each)?.at({ host: 'a.example' })?.left(0));
  expect(left).toEqual([0, 0, 1_000]);
});

test.each([
  ['succeeds, the next pause is the first again', 200, 1_000],
  ['fails for good, the next pause is longer', 400, 2_000],
])('where the retry of a call %s', async (_, status, pause) => {
  const time = useVirtualClock();
  const backoff = perHost();
  const work = ({ number }: Attempt) => {
    if (number === 2 && status === 400) throw Object.assign(new Error('400'), { response: response(400) });
    return response(number === 1 ? 503 : status);
  };
  await time.until(
    resilient({ retry: { backoff } })
      .call(work)
      .catch(() => {}),
  );
  const later = coolDown(backoff, refused(503), newAttempt(), time.clock.now(), book);
  expect(later?.(Infinity)).toBe(pause);
});
