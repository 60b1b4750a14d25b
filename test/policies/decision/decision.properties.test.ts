/** The decision core beside a model of it: a few plain lines that anybody can check against the documentation. */
import { test } from 'vitest';
import { constant, RetryPolicy, rule, sequence, status } from '../../../src/index.js';
import { type Outcome, returned, threw } from '../../../src/outcome.js';
import fc, { atFirst, same, within } from '../../support/properties.js';

/** How an attempt ended. */
interface Event {
  readonly status: number | 'refused' | 'reset';
  readonly method: 'GET' | 'POST';
  /** The client returned the response, as fetch does, in place of an error. */
  readonly isReturned: boolean;
  /** Seconds, in `Retry-After`. */
  readonly retryAfter: number | undefined;
  /** Milliseconds that the attempt took. */
  readonly took: number;
  /** The same, as the policy is told of it. */
  readonly outcome: Outcome;
}

type Ending = Pick<Event, 'status' | 'method' | 'isReturned' | 'retryAfter'>;

interface RuleSpec {
  readonly statuses: readonly number[];
  readonly maxRetries: number | undefined;
  readonly delays: readonly number[] | undefined;
}

interface Spec {
  readonly maxRetries: number;
  readonly maxDuration: number | undefined;
  readonly maxHint: number;
  readonly delays: readonly number[];
  readonly rules: readonly RuleSpec[];
  readonly abortOn: readonly number[];
}

const STATUSES = [200, 404, 418, 429, 500, 503];

const statuses = fc.subarray(STATUSES, { minLength: 1, maxLength: 3 });
const delays = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 4 });
const optionally = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const spec: fc.Arbitrary<Spec> = fc.record({
  maxRetries: fc.oneof(fc.nat(4), fc.constant(Infinity)),
  maxDuration: optionally(fc.integer({ min: 1, max: 10_000 })),
  maxHint: fc.constantFrom(2_000, 60_000),
  delays,
  rules: fc.array(
    fc.record({
      statuses,
      maxRetries: optionally(fc.oneof(fc.nat(3), fc.constant(Infinity))),
      delays: optionally(delays),
    }),
    { maxLength: 3 },
  ),
  abortOn: fc.oneof(fc.constant([]), fc.subarray(STATUSES, { maxLength: 1 })),
});

const outcomeOf = ({ status, method, isReturned, retryAfter }: Ending): Outcome => {
  const config = { method, url: 'http://localhost/items' };
  if (status === 'refused')
    return threw(Object.assign(new Error('refused'), { code: 'ECONNREFUSED', config }));
  if (status === 'reset') return threw(Object.assign(new Error('reset'), { code: 'ECONNRESET', config }));
  const headers = retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` };
  const response = { status, headers, data: {}, config };
  return isReturned || status < 300
    ? returned(response)
    : threw(Object.assign(new Error(`status ${status}`), { response }));
};

/** All that there are, for to make each anew would take longer than to decide. Some are drawn more often than others. */
const EVENTS: readonly Event[] = [...STATUSES, 429, 500, 503, 'refused' as const, 'reset' as const].flatMap(
  (status) =>
    (['GET', 'GET', 'POST'] as const).flatMap((method) =>
      [true, false].flatMap((isReturned) =>
        [undefined, 1, 2, 3, 4].flatMap((retryAfter) => {
          const ending: Ending = { status, method, isReturned, retryAfter };
          const outcome = outcomeOf(ending);
          return [0, 1, 20, 77, 300, 500].map((took) => ({ ...ending, took, outcome }));
        }),
      ),
    ),
);
const event = fc.constantFrom(...EVENTS);
/** Where two policies are compared: what a server asks for is waited for with some chance in it. */
const unasked = fc.constantFrom(...EVENTS.filter(({ retryAfter }) => retryAfter === undefined));

const policyOf = ({ maxRetries, maxDuration, maxHint, delays, rules, abortOn }: Spec): RetryPolicy =>
  new RetryPolicy({
    maxRetries,
    maxHint,
    ...(maxDuration !== undefined && { maxDuration }),
    backoff: sequence(delays),
    rules: rules.map(({ statuses, maxRetries, delays }) =>
      rule(status(...statuses), {
        ...(maxRetries !== undefined && { maxRetries }),
        ...(delays !== undefined && { backoff: sequence(delays) }),
      }),
    ),
    ...(abortOn.length > 0 && { abortOn: status(...abortOn) }),
  });

type Expected = 'stop' | { readonly from: number; readonly to: number };

const isIn = (list: readonly number[], status: Event['status']): boolean =>
  typeof status === 'number' && list.includes(status);

/** What the careful default tries again, as its documentation has it. */
function isCarefullyRetried({ status, method, retryAfter }: Event): boolean {
  if (status === 'refused') return true;
  if (status === 'reset') return method === 'GET';
  if (status === 429) return true;
  if (status === 503) return method === 'GET' || retryAfter !== undefined;
  return status === 500 && method === 'GET';
}

/** A call, as it should be: three counts, and a few questions in their order. */
class Model {
  readonly #spec: Spec;
  /** By rule; the policy's own under -1. */
  readonly #retries = new Map<number, number>();
  readonly #waits = new Map<number, number>();

  constructor(spec: Spec) {
    this.#spec = spec;
  }

  next(event: Event, now: number): Expected {
    const { abortOn, rules, maxRetries, maxDuration = Infinity, maxHint, delays } = this.#spec;
    if (isIn(abortOn, event.status)) return 'stop';
    const at = rules.findIndex((rule) => isIn(rule.statuses, event.status));
    const found = rules[at];
    if (found === undefined && !isCarefullyRetried(event)) return 'stop';

    const counter = found?.maxRetries === undefined ? -1 : at;
    const retries = this.#retries.get(counter) ?? 0;
    if (retries >= (found?.maxRetries ?? maxRetries)) return 'stop';

    const left = maxDuration - now;
    const asked = typeof event.status === 'number' ? event.retryAfter : undefined;
    if (asked !== undefined) {
      const ms = asked * 1_000;
      if (ms > maxHint || ms >= left) return 'stop';
      this.#retries.set(counter, retries + 1);
      return { from: ms, to: ms * 1.1 };
    }

    const pace = found?.delays === undefined ? -1 : at;
    const waits = this.#waits.get(pace) ?? 0;
    const list = found?.delays ?? delays;
    const delay = list[Math.min(waits, list.length - 1)] as number;
    this.#waits.set(pace, waits + 1);
    if (delay >= left) return 'stop';
    this.#retries.set(counter, retries + 1);
    return { from: delay, to: delay };
  }
}

test('any policy decides as the model does, attempt by attempt, until one of them ends the call', () => {
  fc.assert(
    fc.property(spec, fc.array(event, { minLength: 1, maxLength: 12 }), (spec, events) => {
      const state = policyOf(spec).start();
      const model = new Model(spec);
      let now = 0;
      for (const event of events) {
        now += event.took;
        const expected = model.next(event, now);
        const decision = state.next(event.outcome, now);
        same(decision.retry, expected !== 'stop');
        if (expected === 'stop' || !decision.retry) return;
        within(decision.delay, expected.from, expected.to);
        now += decision.delay;
      }
    }),
    atFirst(2_000),
  );
});

test('a rule with a number of its own has that many retries, in whatever order it takes turns with others', () => {
  const turns = fc.array(fc.constantFrom(0, 1, 2), { minLength: 8, maxLength: 14 });
  const numbers = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3));
  const codes = [429, 500, 503];
  const failures = codes.map((status) =>
    outcomeOf({ status, method: 'POST', isReturned: false, retryAfter: undefined }),
  );
  fc.assert(
    fc.property(numbers, turns, (limits, turns) => {
      const rules = limits.map((maxRetries, i) => rule(status(codes[i] as number), { maxRetries }));
      const state = new RetryPolicy({ maxRetries: 0, backoff: constant(0), rules }).start();
      const had = [0, 0, 0];
      const last = turns.find((turn) => {
        const goesOn = state.next(failures[turn] as Outcome, 0).retry;
        if (goesOn) had[turn] = (had[turn] as number) + 1;
        return !goesOn;
      });
      for (const [i, count] of had.entries()) within(count, 0, limits[i] as number);
      if (last !== undefined) same(had[last], limits[last]);
    }),
    atFirst(2_000),
  );
});

test('one policy serves calls that run at once: neither hears of the other', () => {
  const mixed = fc.array(fc.tuple(fc.boolean(), unasked), { maxLength: 8 });
  fc.assert(
    fc.property(spec, mixed, (spec, mixed) => {
      const policy = policyOf(spec);
      const [mine, theirs] = [policy.start(), policy.start()];
      const alone = policyOf(spec).start();
      for (const [isMine, { outcome }] of mixed) {
        if (!isMine) {
          theirs.next(outcome, 0);
          continue;
        }
        const [decision, expected] = [mine.next(outcome, 0), alone.next(outcome, 0)];
        same(decision.retry, expected.retry);
        same(decision.reason, expected.reason);
      }
    }),
    atFirst(2_000),
  );
});
