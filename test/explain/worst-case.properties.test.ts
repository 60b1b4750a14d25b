/** No call of the decision core is worse than what `explain` calls the worst case. */
import {
  constant,
  type Decision,
  decorrelated,
  explain,
  exponential,
  RetryPolicy,
  resilient,
  rule,
  sequence,
  status,
} from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { useClock } from '../../src/clock.js';
import type { Outcome } from '../../src/outcome.js';
import { seededRandom } from '../../src/seeded.js';
import fc, { atFirst, within } from '../support/properties.js';

// The decision core itself, without promises, so that it can be asked very often.
const duration = fc.integer({ min: 1, max: 20_000 });
const backoffs = fc.oneof(
  duration.map((ms) => constant(ms)),
  fc
    .tuple(duration, fc.constantFrom<'none' | 'full' | 'equal' | 0.3>('none', 'full', 'equal', 0.3))
    .map(([initial, jitter]) => exponential({ initial, jitter, max: 60_000 })),
  duration.map((initial) => decorrelated({ initial, max: 30_000 })),
  fc.array(duration, { minLength: 1, maxLength: 4 }).map((delays) => sequence(delays)),
);
const refused = { ok: false, failure: 'connect', headers: {} } as unknown as Outcome;
const failed = (code: number) =>
  ({ ok: false, status: code, failure: 'status', headers: {} }) as unknown as Outcome;
const ownRules = fc.array(
  fc.record({
    maxRetries: fc.integer({ min: 0, max: 3 }),
    backoff: fc.option(backoffs, { nil: undefined }),
  }),
  { maxLength: 2 },
);
const optional = fc.option(duration, { nil: undefined });

test('no call is worse than the worst case', () => {
  let luck: () => number = () => 0;
  onTestFinished(useClock({ now: () => 0, wall: () => 0, random: () => luck(), schedule: () => () => {} }));
  let [calls, attained] = [0, 0];
  const policies = fc.record({
    backoff: backoffs,
    maxRetries: fc.integer({ min: 0, max: 6 }),
    maxDuration: optional,
    attempt: duration,
    total: optional,
    own: ownRules,
  });
  const check = fc.property(policies, fc.integer(), (given, seed) => {
    const { backoff, maxRetries, maxDuration, attempt, total = Infinity, own } = given;
    luck = seededRandom(seed);
    const rules = own.map(({ backoff, ...count }, i) =>
      rule(status(590 + i), backoff === undefined ? count : { ...count, backoff }),
    );
    const outcomes = [refused, ...rules.map((_, i) => failed(590 + i))];
    const retry = { backoff, maxRetries, rules, ...(maxDuration === undefined ? {} : { maxDuration }) };
    const timeout = { attempt, ...(total === Infinity ? {} : { total }) };
    const worst = explain(resilient({ retry, timeout, idempotent: true })).methods[0]?.worstCase;
    if (worst === undefined) throw new Error('nothing was found out');
    const policy = new RetryPolicy(retry);
    for (let call = 0; call < 20; call += 1) {
      // Some calls fail quickly, some slowly.
      const speed = luck();
      const state = policy.start();
      let [now, attempts] = [0, 0];
      for (;;) {
        attempts += 1;
        now = Math.min(now + luck() * attempt * speed, total);
        if (now === total) break;
        // The server chooses what fails.
        const outcome = outcomes[Math.floor(luck() * outcomes.length)] as Outcome;
        const decision = state.decide(outcome, now, undefined, total - now) as Decision;
        if (!decision.retry) break;
        now += decision.delay;
      }
      within(attempts, 1, worst.attempts);
      within(now, 0, worst.time + 1e-6);
      calls += 1;
      if (attempts === worst.attempts) attained += 1;
    }
  });
  fc.assert(check, atFirst(500));
  expect(attained).toBeGreaterThan(calls / 10);
});
