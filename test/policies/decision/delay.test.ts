/** The wait before the next attempt, and why there may be none. */
import { expect, test } from 'vitest';
import { ConfigError } from '../../../src/errors.js';
import type { Outcome } from '../../../src/outcome.js';
import { settle } from '../../../src/policies/asking/settle.js';
import { doesNotFit, type Pace, waitFor } from '../../../src/policies/decision/delay.js';
import type { Rulebook } from '../../../src/policies/decision/rulebook.js';
import { useVirtualClock } from '../../support/virtual-clock.js';
import { newAttempt } from '../attempts.js';
import { refused } from '../endings.js';

interface Given {
  outcome?: Outcome;
  pace?: Pace;
  backoff?: unknown;
  delay?: unknown;
  maxHint?: number;
  room?: number;
  shared?: (room: number) => number;
  chance?: number;
}

const attempt = newAttempt();
const fresh = (): Pace => ({ turn: 0, previous: undefined });
const asks = (seconds: number) => refused(503, { 'retry-after': String(seconds) });

function wait(given: Given) {
  const {
    outcome = refused(503),
    pace = fresh(),
    backoff = () => 5,
    maxHint = 60_000,
    room = Infinity,
  } = given;
  const { clock } = useVirtualClock();
  clock.random = () => given.chance ?? 0.5;
  const book = { delay: given.delay, maxHint } as Rulebook;
  return settle(waitFor(outcome, attempt, pace, backoff as never, book, room, given.shared));
}

test('the backoff is told how many waits there were, the last of them, and a source of chance', () => {
  const asked: unknown[][] = [];
  const backoff = (retry: number, previous: number | undefined, random: () => number) => {
    asked.push([retry, previous, random()]);
    return retry * 10;
  };
  const pace = fresh();
  expect([1, 2, 3].map(() => wait({ backoff, pace }))).toEqual([10, 20, 30]);
  expect(asked).toEqual([
    [1, undefined, 0.5],
    [2, 10, 0.5],
    [3, 20, 0.5],
  ]);
  expect(pace).toEqual({ turn: 3, previous: 30 });
});

test("the user's own delay goes before the server's and before the backoff", () => {
  const seen: unknown[] = [];
  const outcome = asks(2);
  const delay = (...given: unknown[]) => {
    seen.push(...given);
    return 7;
  };
  expect(wait({ outcome, delay })).toBe(7);
  expect([seen[0] === outcome, seen[1] === attempt]).toEqual([true, true]);
});

test('no wait at all is a wait', () => {
  expect(wait({ backoff: () => 0 })).toBe(0);
  expect(wait({ backoff: () => 0, room: 0 })).toMatchObject({
    reason: expect.stringContaining('does not fit'),
  });
});

test('what the server asks for is waited, with a tenth of it at random', () => {
  expect(wait({ outcome: asks(2), chance: 0 })).toBe(2_000);
  expect(wait({ outcome: asks(2), chance: 1 })).toBe(2_200);
  expect(wait({ outcome: asks(60), chance: 0 })).toBe(60_000);
});

test('the spread takes no more than half of the time that would be left', () => {
  expect(wait({ outcome: asks(2), room: 2_100, chance: 1 })).toBe(2_050);
  expect(wait({ outcome: asks(2), room: 2_401, chance: 1 })).toBe(2_200);
});

test('a wait that the server asked for leaves the sequence of the others where it was', () => {
  const pace = { turn: 2, previous: 20 };
  void wait({ outcome: asks(2), pace });
  expect(pace).toEqual({ turn: 2, previous: 20 });
});

test.each<[string, Given, number, number]>([
  ['the longest that is allowed', { outcome: asks(11), maxHint: 10_000.7 }, 11_000, 10_000],
  ['the time that is left', { outcome: asks(11), room: 10_999.9 }, 11_000, 10_999],
  ['all of the time that is left', { outcome: asks(11), room: 11_000 }, 11_000, 11_000],
])('one that is longer than %s is not begun, and both are told', (_, given, asked, allowed) => {
  const reason = `retry-after asked to wait ${asked} ms, ${allowed} ms is allowed`;
  const refusal = wait(given) as { reason: string; error: unknown; hint: { allowed: number } };
  expect(refusal).toMatchObject({ reason, error: undefined, hint: { asked, source: 'retry-after' } });
  expect(Math.floor(refusal.hint.allowed)).toBe(allowed);
});

test('exactly as long as allowed is allowed', () => {
  expect(wait({ outcome: asks(10), maxHint: 10_000, chance: 0 })).toBe(10_000);
});

test('delays that callers share are told by them, given the time there is, also where the server asked', () => {
  const rooms: number[] = [];
  const shared = (room: number) => {
    rooms.push(room);
    return 3_000;
  };
  expect(wait({ shared, room: 9_000 })).toBe(3_000);
  expect(wait({ shared, outcome: asks(2), room: 8_000 })).toBe(3_000);
  expect(wait({ shared, outcome: asks(2), room: 3_000 })).toEqual({
    reason: 'a wait of 3000 ms does not fit in the 3000 ms left',
  });
  expect(rooms).toEqual([9_000, 8_000, 3_000]);
  expect(wait({ shared, delay: () => 1 })).toBe(1);
});

test('a wait that does not fit is not begun', () => {
  expect(wait({ backoff: () => 99.5, room: 100 })).toBe(99.5);
  expect(wait({ backoff: () => 100, room: 100 })).toEqual({
    reason: 'a wait of 100 ms does not fit in the 100 ms left',
  });
  expect(doesNotFit(100.2, 99.9)).toBe('a wait of 101 ms does not fit in the 99 ms left');
});

function named() {
  return Number.NaN;
}

test.each<[string, Given, string]>([
  ['NaN', { backoff: named }, 'the backoff named gave NaN'],
  ['a negative number', { delay: () => -1 }, 'RetryPolicy.delay gave -1'],
  ['for ever', { delay: () => Infinity }, 'RetryPolicy.delay gave Infinity'],
  ['a string', { delay: () => '5' }, 'RetryPolicy.delay gave "5"'],
  ['nothing', { backoff: (() => () => {})() }, 'the backoff function gave undefined'],
])('%s is no wait: an error says so, and what failed is its cause', (_, given, what) => {
  const outcome = refused(503);
  const pace = fresh();
  const refusal = wait({ ...given, outcome, pace }) as { reason: string; error: Error };
  expect(refusal.reason).toBe(`${what}: expected milliseconds`);
  expect(refusal.error).toBeInstanceOf(ConfigError);
  expect(refusal.error.message).toBe(refusal.reason);
  expect(refusal.error.cause).toBe(outcome.error);
  expect(pace).toEqual(fresh());
});

test('one that throws is an error with what it threw as its cause', () => {
  const bug = new Error('bug');
  const delay = () => {
    throw bug;
  };
  expect(wait({ delay })).toMatchObject({
    reason: 'RetryPolicy.delay threw: expected milliseconds',
    error: { message: 'RetryPolicy.delay threw: expected milliseconds', cause: bug },
  });
});

test('a backoff that throws nothing has thrown all the same', () => {
  const backoff = () => {
    throw undefined;
  };
  expect(wait({ backoff })).toMatchObject({
    reason: 'the backoff backoff threw: expected milliseconds',
    error: { cause: { message: 'the backoff backoff threw undefined' } },
  });
});
