import {
  ConfigError,
  constant,
  type Outcome,
  type Predicate,
  type RetryOptions,
  RetryPolicy,
  rule,
  sequence,
  status,
} from 'holdfast';
import { describe, expect, test } from 'vitest';
import type { Attempt } from '../../../src/attempt.js';
import { BodyNotReplayableError } from '../../../src/errors.js';
import { returned, threw } from '../../../src/outcome.js';
import { CallState } from '../../../src/policies/decision/decision.js';
import type { LogIn, Rulebook } from '../../../src/policies/decision/rulebook.js';
import { noteGivenUp } from '../../../src/policies/safety/given-up.js';
import { tolerate } from '../../../src/policies/safety/tolerated.js';
import { newAttempt } from '../attempts.js';
import { answered, broken, refused } from '../endings.js';

const failed = (code: number, headers: Record<string, string> = {}): Outcome =>
  ({ ok: false, failure: 'status', status: code, headers, request: { method: 'GET' } }) as unknown as Outcome;
const fine = { ok: true, status: 200, headers: {}, value: 'x' } as unknown as Outcome;

/** Feeds outcomes to a fresh call and lists the delays, then why it stopped. */
function plays(options: RetryOptions | RetryPolicy, codes: number[]): unknown[] {
  const state = (options instanceof RetryPolicy ? options : new RetryPolicy(options)).start();
  return codes.map((code) => {
    const decision = state.next(failed(code), 0);
    return decision.retry ? decision.delay : decision.reason;
  });
}

test('three retries, then the end', () => {
  expect(plays({ backoff: sequence([1, 2, 3]) }, [500, 500, 500, 500])).toEqual([1, 2, 3, 'status 500']);
});

test.each([NaN, Infinity, -Infinity, undefined])('%s is no time, in whatever place', (time) => {
  const policy = new RetryPolicy({ backoff: constant(1) });
  const message = 'next: expected milliseconds since start, got ';
  expect(() => policy.start().next(failed(500), time as number)).toThrow(
    new ConfigError(`${message}${time ?? NaN}`),
  );
  expect(() => policy.start().decide(failed(500), time as number)).toThrow(ConfigError);
  if (time !== undefined) expect(() => policy.start(time).next(failed(500), 0)).toThrow(ConfigError);
  const state = policy.start(-20);
  expect(() => state.next(failed(500), time as number)).toThrow(ConfigError);
  expect(state.next(failed(500), -10)).toMatchObject({ retry: true, delay: 1 });
});

test('one policy serves many calls, each from its start', () => {
  const policy = new RetryPolicy({ backoff: sequence([1, 2]) });
  expect(plays(policy, [500, 500])).toEqual([1, 2]);
  expect(plays(policy, [500, 500])).toEqual([1, 2]);
});

test('a rule counts and waits for itself where it has its own, else with the policy', () => {
  class Policy extends RetryPolicy {
    override maxRetries = 2;
    override backoff = sequence([1, 2, 3, 4]);
    override rules = [
      rule(status(429), { maxRetries: 2, backoff: constant(100) }),
      rule(status(418), { maxRetries: 1 }),
      rule(status(409)),
    ];
  }
  expect(plays(new Policy(), [429, 500, 429, 500, 429])).toEqual([100, 1, 100, 2, 'status(429)']);
  expect(plays(new Policy(), [418, 500, 500, 500])).toEqual([1, 2, 3, 'status 500']);
  expect(plays(new Policy(), [409, 500, 409])).toEqual([1, 2, 'status(409)']);
});

test('a success ends the call', () => {
  expect(new RetryPolicy().start().next(fine, 0)).toMatchObject({ retry: false });
});

test('a server hint replaces the delay, and some jitter on top keeps a fleet apart', () => {
  const { delay } = new RetryPolicy().start().next(failed(503, { 'retry-after': '2' }), 0) as {
    delay: number;
  };
  expect(delay).toBeGreaterThanOrEqual(2000);
  expect(delay).toBeLessThan(2200.001);
  for (const value of ['0', '-1', 'garbage', '1e309', 'Infinity', '']) {
    expect(plays({ backoff: constant(5) }, [503])).toEqual([5]);
    const state = new RetryPolicy({ backoff: constant(5) }).start();
    expect(state.next(failed(503, { 'retry-after': value }), 0), value).toMatchObject({
      retry: true,
      delay: 5,
    });
  }
});

test('a hint above the cap ends the call, and says what was asked and what is allowed', () => {
  const decision = new RetryPolicy({ maxHint: '10s' }).start().next(failed(429, { 'retry-after': '11' }), 0);
  expect(decision).toMatchObject({
    retry: false,
    hint: { asked: 11_000, allowed: 10_000, source: 'retry-after' },
  });
});

test('maxDuration bounds the time in which retries begin', () => {
  const state = new RetryPolicy({ maxDuration: '1s', backoff: constant(400) }).start(5000);
  expect(state.next(failed(500), 5100)).toMatchObject({ retry: true });
  expect(state.next(failed(500), 5500)).toMatchObject({ retry: true });
  expect(state.next(failed(500), 5700)).toMatchObject({
    retry: false,
    reason: expect.stringMatching(/does not fit/),
  });
});

test('an asynchronous predicate is waited for by decide, and refused by next', async () => {
  const policy = new RetryPolicy({ retryOn: async (o) => o.status === 404, backoff: constant(1) });
  expect(await policy.start().decide(failed(404), 0)).toMatchObject({ retry: true });
  expect(await policy.start().decide(failed(403), 0)).toMatchObject({ retry: false });
  expect(() => policy.start().next(failed(404), 0)).toThrow(
    new ConfigError('next: a predicate of this policy is asynchronous; await decide() instead'),
  );
});

test.each<[string, Predicate]>([
  [
    'throws',
    () => {
      throw new Error('bug');
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('bug');
    },
  ],
])('a predicate that %s has not accepted what came back', async (_, predicate) => {
  const decision = await new RetryPolicy({ retryOn: predicate, maxRetries: 0 }).start().decide(fine, 0);
  expect(decision).toMatchObject({
    retry: false,
    outcome: { ok: false, failure: 'rejected' },
    problem: { message: 'bug' },
  });
});

test.each([Number.NaN, -1, Number.POSITIVE_INFINITY, '5', undefined])(
  'a delay of %s is an error, not a hot loop',
  (value) => {
    class Odd extends RetryPolicy {
      override delay() {
        return value as number;
      }
    }
    const decision = new Odd().start().next(failed(500), 0);
    expect(decision).toMatchObject({ retry: false, error: { name: 'ConfigError' } });
  },
);

test('delay can be overridden in terms of the inherited one', () => {
  class Slower extends RetryPolicy {
    override backoff = constant(10);
    override delay(...given: Parameters<RetryPolicy['delay']>) {
      return super.delay(...given) * 2;
    }
  }
  expect(plays(new Slower(), [500])).toEqual([20]);
});

test.each([
  [{ maxRetries: -1 }, /RetryPolicy: option 'maxRetries'.*got -1/],
  [{ maxRetries: 1.5 }, /maxRetries.*1\.5/],
  [{ maxRetries: '3' }, /maxRetries.*"3"/],
  [{ backoff: 100 }, /backoff.*100/],
  [{ retries: 3 }, /unknown option 'retries'/],
  [{ onExhausted: 'ignore' }, /onExhausted.*"ignore"/],
  [{ maxDuration: 'soon' }, /maxDuration.*"soon"/],
  [{ retryOn: 500 }, /retryOn.*500/],
  [{ abortOn: 'x' }, /abortOn.*"x"/],
  [{ beforeRetry: 1 }, /beforeRetry.*1/],
])('bad options %o are refused by name, at once', (options, message) => {
  const make = () => new RetryPolicy(options as RetryOptions);
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(message);
});

/** Everything that a call may be decided by; nothing is said unless a test says it. */
const book = (more: Partial<Rulebook> = {}): Rulebook => ({
  maxRetries: 3,
  maxDuration: Infinity,
  backoff: constant(5),
  rules: [],
  abortOn: [],
  accept: [],
  maxHint: 60_000,
  beforeRetry: [],
  onExhausted: 'throw',
  ...more,
});

const yes = () => true;
const no = () => false;
const bug = new Error('bug');
const throws = (): never => {
  throw bug;
};

const decision = (outcome: Outcome, more: Partial<Rulebook>, attempt?: Attempt) =>
  new CallState(book(more), 0).next(outcome, 0, attempt);

describe('in words', () => {
  test.each([
    ['returned', returned('value')],
    ['status 200', answered(200)],
    ['status 500', refused(500)],
    ['connect', broken('ECONNREFUSED')],
    ['thrown', threw(bug)],
  ])('what happened is %s', (reason, outcome) => {
    expect(decision(outcome, {})).toMatchObject({ retry: false, reason, outcome, problem: undefined });
  });
});

describe('an attempt that nobody runs', () => {
  test('is asked about all the same: it has a number and a time, and belongs to no method', () => {
    const seen: Attempt[] = [];
    const state = new CallState(book({ shouldRetry: (_, attempt) => seen.push(attempt) > 0 }), 0);
    state.next(refused(500), 30);
    state.next(refused(500), 70);
    expect(seen).toMatchObject([
      { number: 1, startedAt: 30, method: 'simulated', args: [], history: [] },
      { number: 2, startedAt: 70, method: 'simulated' },
    ]);
  });

  test('is not the one that is asked about if there is a real one', () => {
    const attempt = newAttempt();
    const seen: unknown[] = [];
    decision(refused(500), { shouldRetry: (...given) => seen.push(...given) > 0 }, attempt);
    expect(seen[1]).toBe(attempt);
  });
});

describe('what came back', () => {
  test('is good as it is where nobody retries, whatever its status', () => {
    expect(decision(answered(503), {})).toMatchObject({ retry: false, outcome: { ok: true } });
  });

  test('is no success under a policy that retries, if its status may pass', () => {
    const { outcome, ...rest } = decision(answered(503), { shouldRetry: no });
    expect(outcome).toMatchObject({ ok: false, failure: 'status', status: 503 });
    expect(rest).toMatchObject({ retry: false, reason: 'status 503' });
    expect(decision(answered(404), { shouldRetry: yes })).toMatchObject({
      retry: false,
      outcome: { ok: true },
    });
    expect(decision(answered(503), { shouldRetry: yes })).toMatchObject({
      retry: true,
      reason: 'status 503',
    });
  });

  test('is a success if its caller takes it for one, whatever else is said', () => {
    const outcome = answered(503);
    tolerate(outcome.value as object);
    const strict = { shouldRetry: yes, rules: [rule(yes)], accept: [{ when: no }], isValid: no };
    expect(decision(outcome, strict)).toMatchObject({
      retry: false,
      outcome: { ok: true },
      reason: 'status 503',
    });
  });

  test('is one also if the method made something of such a response', () => {
    const attempt = newAttempt();
    const response = { status: 503, headers: {} };
    attempt.requests = [{ method: 'GET', url: '/', response }];
    const outcome = returned('data', attempt);
    expect(decision(outcome, { shouldRetry: yes }, attempt)).toMatchObject({ retry: true });
    tolerate(response);
    expect(decision(outcome, { shouldRetry: yes }, attempt)).toMatchObject({
      retry: false,
      outcome: { ok: true },
    });
  });
});

describe('what is to be accepted', () => {
  const accepting = (when: Predicate, outcome = answered(200), shouldRetry: Predicate = no) =>
    decision(outcome, { accept: [{ when: yes }, { when, by: '@Accept' }], shouldRetry });

  test('is asked of what came back, and of no error', () => {
    expect(accepting(yes)).toMatchObject({ reason: 'status 200', outcome: { ok: true } });
    expect(accepting(status(201))).toMatchObject({
      reason: 'not accepted: status(201)',
      outcome: { ok: false, failure: 'rejected' },
      problem: undefined,
    });
    const error = refused(404);
    expect(accepting(no, error)).toMatchObject({ reason: 'status 404', outcome: error });
  });

  test('is worth another attempt if the policy says so', () => {
    const seen: Outcome[] = [];
    const shouldRetry = (outcome: Outcome) => seen.push(outcome) > 0;
    expect(accepting(no, answered(200), shouldRetry)).toMatchObject({ retry: true, delay: 5 });
    expect(seen).toMatchObject([{ ok: false, failure: 'rejected', status: 200 }]);
  });

  test('by a predicate that throws is not accepted, and its error is kept', () => {
    expect(accepting(throws)).toMatchObject({ reason: 'not accepted: @Accept throws threw', problem: bug });
  });

  test('by a schema is not accepted for what the schema found, which is no accident', () => {
    const found = Object.assign(new Error('invalid'), { issues: [] });
    const invalid = () => {
      throw found;
    };
    expect(accepting(invalid)).toMatchObject({ reason: 'not accepted: invalid', problem: found });
    const lookalike = Object.create(found);
    const odd = () => {
      throw lookalike;
    };
    expect(accepting(odd)).toMatchObject({ reason: 'not accepted: @Accept odd threw' });
  });
});

describe('isValid', () => {
  const judged = (isValid: Predicate, outcome: Outcome, shouldRetry: Predicate = no) =>
    decision(outcome, { isValid, shouldRetry });

  test('says what a response is worth, also one that the client threw or that may pass', () => {
    expect(judged(yes, answered(503))).toMatchObject({
      retry: false,
      outcome: { ok: true },
      reason: 'status 503',
    });
    // The error stays one, but there is no retry.
    expect(judged(yes, refused(503), yes)).toMatchObject({ retry: false, outcome: { ok: false } });
    expect(judged(no, answered(200), yes)).toMatchObject({
      retry: true,
      reason: 'isValid refused status 200',
    });
    expect(judged(no, returned('x'), no)).toMatchObject({
      reason: 'isValid refused returned',
      outcome: { ok: false, failure: 'rejected' },
    });
  });

  test('is not asked where no response came', () => {
    expect(judged(throws, broken('ECONNRESET'))).toMatchObject({ reason: 'reset', problem: undefined });
  });

  test('that throws has refused it', () => {
    expect(judged(throws, answered(200))).toMatchObject({ reason: 'isValid threw', problem: bug });
  });

  test('refuses an error that stays the failure it was for rules, and is a refusal for the policy', () => {
    const seen: (string | undefined)[] = [];
    const note = ({ failure }: Outcome) => seen.push(failure) === 0;
    decision(refused(503), { isValid: no, rules: [rule(note)], shouldRetry: note });
    expect(seen).toEqual(['status', 'rejected']);
  });
});

describe('what is never retried', () => {
  const retrying = { rules: [rule(yes)], shouldRetry: yes };

  test('is a body that was sent, whatever a rule says', () => {
    const outcome = threw(new BodyNotReplayableError('sent'));
    expect(decision(outcome, retrying)).toMatchObject({ retry: false, reason: 'thrown', outcome });
  });

  test('unless it was that of a call inside, which had given up on it', () => {
    const outer = newAttempt();
    const error = new BodyNotReplayableError('sent');
    noteGivenUp(error, newAttempt(outer).call);
    expect(decision(threw(error, outer), retrying, outer)).toMatchObject({ retry: true });
  });

  test('is what @AbortOn names, before any rule', () => {
    const abortOn = [{ when: no }, { when: status(503), by: '@AbortOn' }];
    expect(decision(refused(503), { ...retrying, abortOn })).toMatchObject({
      retry: false,
      reason: '@AbortOn status(503)',
    });
    expect(decision(refused(500), { ...retrying, abortOn })).toMatchObject({ retry: true });
  });

  test('an @AbortOn that throws has not said so; nor has it accepted what came back', () => {
    const abortOn = [{ when: throws, by: '@AbortOn' }];
    expect(decision(refused(503), { shouldRetry: yes, abortOn })).toMatchObject({
      retry: true,
      reason: 'status 503; @AbortOn throws threw',
      problem: bug,
    });
    expect(decision(answered(200), { shouldRetry: no, abortOn })).toMatchObject({
      reason: '@AbortOn throws threw',
      outcome: { ok: false, failure: 'rejected' },
      problem: bug,
    });
  });

  test('two that throw are both told; the last problem is kept', () => {
    const second = new Error('second');
    const throwsToo = () => {
      throw second;
    };
    const abortOn = [{ when: throws }, { when: throwsToo }];
    expect(decision(refused(503), { abortOn })).toMatchObject({
      reason: 'status 503; rule throws threw; rule throwsToo threw',
      problem: second,
    });
  });
});

describe('a rule', () => {
  test('that fires is told, and what it names is refused', () => {
    const rules = [rule(no), rule(status(200), { maxRetries: 1 })];
    const state = new CallState(book({ rules }), 0);
    expect(state.next(answered(200), 0)).toMatchObject({
      retry: true,
      delay: 5,
      reason: 'status(200)',
      rule: 'status(200)',
      outcome: { ok: false, failure: 'rejected' },
      first: undefined,
    });
    expect(state.next(answered(200), 0)).toMatchObject({
      retry: false,
      reason: 'status(200)',
      rule: 'status(200)',
      outcome: { ok: false },
    });
  });

  test('that throws leaves it to the others', () => {
    const rules = [rule(throws), rule(status(503))];
    expect(decision(refused(503), { rules })).toMatchObject({
      retry: true,
      reason: 'status(503)',
      problem: bug,
    });
    expect(decision(answered(200), { rules: [rule(throws)] })).toMatchObject({
      retry: false,
      reason: 'rule throws threw',
      outcome: { ok: false },
    });
  });

  test('may end the call: thrown is refused, returned stays as good as it was', () => {
    const ending = (ends: 'throw' | 'return') => [{ ...rule(status(404)), ends }];
    expect(decision(answered(404), { rules: ending('throw') })).toMatchObject({
      retry: false,
      ends: 'throw',
      rule: 'status(404)',
      reason: 'status(404)',
      outcome: { ok: false, failure: 'rejected' },
    });
    expect(decision(answered(404), { rules: ending('return') })).toMatchObject({
      retry: false,
      ends: 'return',
      rule: 'status(404)',
      reason: 'status(404)',
      outcome: { ok: true },
    });
    expect(decision(refused(500), { rules: ending('throw') })).toMatchObject({
      reason: 'status 500',
      outcome: {},
    });
  });

  test('that is used up is told also where another one would have waited', () => {
    expect(decision(refused(503), { rules: [rule(yes, { maxRetries: 0 })] })).toMatchObject({
      retry: false,
      rule: 'yes',
    });
    const late = { backoff: constant(99), maxDuration: 99 };
    expect(decision(refused(503), { ...late, rules: [rule(yes)] })).toMatchObject({
      retry: false,
      rule: 'yes',
      reason: 'a wait of 99 ms does not fit in the 99 ms left',
    });
    expect(decision(refused(503), { ...late, shouldRetry: yes })).toMatchObject({
      retry: false,
      rule: undefined,
    });
  });

  test('may be counted together with others', () => {
    const sum = { maxRetries: 2 };
    const rules = [500, 502].map((code) => ({ ...rule(status(code), { maxRetries: 2 }), sum }));
    const state = new CallState(book({ rules: [...rules, rule(status(503))] }), 0);
    const retried = [500, 503, 502, 503, 500, 502, 503, 503].map(
      (code) => state.next(refused(code), 0).retry,
    );
    expect(retried).toEqual([true, true, true, true, false, false, true, false]);
  });
});

describe('shouldRetry', () => {
  test('that throws says no, and is told', () => {
    expect(decision(refused(503), { shouldRetry: throws })).toMatchObject({
      retry: false,
      reason: 'status 503; shouldRetry threw',
      problem: bug,
    });
  });

  test('is not asked about what is good', () => {
    expect(decision(answered(200), { shouldRetry: throws })).toMatchObject({
      outcome: { ok: true },
      problem: undefined,
    });
  });
});

test('while a function of the policy takes its time, it is known which one that is', async () => {
  const attempt = newAttempt();
  const waitingFor = (more: Partial<Rulebook>) => {
    void new CallState(book(more), 0).decide(refused(500), 0, attempt);
    return attempt.call.waitingFor;
  };
  expect(waitingFor({ isValid: async () => true })).toBe('isValid');
  expect(waitingFor({ shouldRetry: async () => true })).toBe('shouldRetry');
  expect(waitingFor({ rules: [rule(async () => true)] })).toBe('rule a function');
});

describe('time', () => {
  test('is as much as is left of the call and of maxDuration, whichever is less', async () => {
    const decide = async (left: number, maxDuration: number) => {
      const state = new CallState(book({ shouldRetry: yes, backoff: constant(50), maxDuration }), 1_000);
      return (await state.decide(refused(500), 1_030, undefined, left)).retry;
    };
    expect(await Promise.all([decide(51, 81), decide(50, 81), decide(51, 80)])).toEqual([true, false, false]);
  });
});

describe('a login', () => {
  const given: unknown[] = [];
  const logIn = (when: Predicate): LogIn => ({
    when,
    by: '@Reauthenticate logIn',
    decide(attempt, outcome, refused, logins) {
      given.push([attempt, outcome, logins.retries]);
      logins.retries += 1;
      return { ...refused, retry: true, delay: 0, rule: undefined, first: undefined };
    },
  });

  test('decides before what a rule says, is counted by itself, and uses up no retry', () => {
    const attempt = newAttempt();
    const rules = [rule(status(401), { maxRetries: 9 })];
    const state = new CallState(book({ logIn: logIn(status(401)), rules }), 0);
    const outcome = refused(401);
    const decision = { retry: true, delay: 0, reason: 'status(401)' };
    expect(state.next(outcome, 0, attempt)).toMatchObject({
      ...decision,
      outcome: { ok: false, failure: 'status' },
    });
    expect(state.next(outcome, 0, attempt)).toMatchObject(decision);
    // It is told of the attempt itself, before anything was refused.
    expect(given).toEqual([
      [attempt, outcome, 0],
      [attempt, outcome, 1],
    ]);
    expect((given as unknown[][]).every(([, told]) => told === outcome)).toBe(true);
  });

  test('is not asked for by what it does not name, nor by a predicate that throws', () => {
    const rules = [rule(status(503))];
    expect(decision(refused(503), { rules, logIn: logIn(status(401)) })).toMatchObject({
      reason: 'status(503)',
    });
    expect(decision(refused(503), { logIn: logIn(throws) })).toMatchObject({
      retry: false,
      reason: 'status 503; @Reauthenticate logIn throws threw',
      problem: bug,
    });
  });

  test('keeps what another predicate threw before', () => {
    const abortOn = [{ when: throws }];
    expect(decision(refused(401), { abortOn, logIn: logIn(status(401)) })).toMatchObject({
      retry: true,
      problem: bug,
    });
  });
});
