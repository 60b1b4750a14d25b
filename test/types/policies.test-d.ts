/** `RetryPolicy` and its subclasses, and policies without decorators. Checked by tsc in both dialects, never run. */
import {
  type Attempt,
  type AttemptRecord,
  attemptsOf,
  type Backoff,
  backoff,
  constant,
  cooldown,
  currentAttempt,
  type Decision,
  type Duration,
  decorrelated,
  exponential,
  type Failure,
  fibonacci,
  type HeaderMap,
  linear,
  type Outcome,
  pcpi,
  pdpyras,
  perStatus,
  type Resilience,
  Retry,
  type RetryOptions,
  RetryPolicy,
  type RetryPolicyClass,
  type Rule,
  resilient,
  rule,
  sequence,
  status,
  urllib3,
  withSignal,
} from 'holdfast';
import { expectTypeOf } from 'vitest';

interface Item {
  readonly id: string;
}

// One overridden thing is enough, whichever it is.

class Retries extends RetryPolicy {
  override maxRetries = 5;
}

class Forever extends RetryPolicy {
  override maxRetries = Number.POSITIVE_INFINITY;
}

// A text is a `string` in a field that may change: `readonly` keeps it the literal that it is.
class Readonlys extends RetryPolicy {
  override maxDuration = '1m';
  override onExhausted = 'return';
  override readonly maxHint = '10s';
}

class Delays extends RetryPolicy {
  override backoff = exponential({ initial: '1s', max: '1m' });
}

class Valid extends RetryPolicy {
  override isValid(o: Outcome) {
    return o.status !== undefined && o.status < 500;
  }
}

class ValidLater extends RetryPolicy {
  override async isValid({ body }: Outcome) {
    return body !== undefined;
  }
}

class ValidItem extends RetryPolicy {
  override isValid(o: Outcome<Item>) {
    return o.value?.id === '7';
  }
}

class Rules extends RetryPolicy {
  override rules = [
    rule(status(429), { maxRetries: Number.POSITIVE_INFINITY, backoff: exponential({ initial: '3s' }) }),
    rule(status(502), { maxRetries: 2 }),
    rule((outcome) => outcome.failure === 'reset'),
  ];
  override abortOn = [status(401)];
}

class Decides extends RetryPolicy {
  override async shouldRetry(outcome: Outcome, attempt: Attempt) {
    return attempt.number < 3 && (await super.shouldRetry(outcome, attempt));
  }
}

class Waits extends RetryPolicy {
  override delay(outcome: Outcome, attempt: Attempt) {
    return outcome.status === 429 ? 1000 : super.delay(outcome, attempt);
  }
}

class Prepares extends RetryPolicy {
  override async beforeRetry(attempt: Attempt) {
    await Promise.resolve(attempt.self);
  }
}

class PreparesAtOnce extends RetryPolicy {
  override beforeRetry({ number }: Attempt) {
    void number;
  }
}

class Configured extends RetryPolicy {
  constructor() {
    super({ maxRetries: 5, retryOn: [status(429), status(502)] });
  }
}

const classes: RetryPolicyClass[] = [
  Retries,
  Forever,
  Readonlys,
  Delays,
  Valid,
  ValidLater,
  ValidItem,
  Rules,
  Decides,
  Waits,
  Prepares,
  PreparesAtOnce,
  Configured,
  RetryPolicy,
];

export class Api {
  @Retry(Rules)
  async byClass(): Promise<void> {}
  @Retry(new Waits({ maxRetries: 1 }))
  async byInstance(): Promise<void> {}
}

export class Wrong extends RetryPolicy {
  // @ts-expect-error a number
  override maxRetries = '5';
  // @ts-expect-error a strategy
  override backoff = 100;
  // @ts-expect-error made by rule(...)
  override rules = [status(429)];
  // @ts-expect-error answers neither yes nor no
  override isValid(outcome: Outcome) {
    return outcome.status;
  }
  // @ts-expect-error a delay is needed at once
  override async delay() {
    return 100;
  }
  // @ts-expect-error there is no such member
  override maxRetry = 5;
}

// @ts-expect-error misspelt
new RetryPolicy({ maxRetry: 5 });
// @ts-expect-error misspelt
rule(status(429), { retries: 5 });
// @ts-expect-error a status is no predicate
rule(429);

// Decisions, driven by hand.

declare const outcome: Outcome<Item>;
const policy = new Rules();
const decision = policy.start(0).next(outcome, 10);
expectTypeOf(decision).toEqualTypeOf<Decision>();
if (decision.retry) {
  expectTypeOf(decision.delay).toEqualTypeOf<number>();
} else {
  // @ts-expect-error there is no delay without a retry
  void decision.delay;
}
expectTypeOf(decision.reason).toEqualTypeOf<string>();
expectTypeOf(rule(status(429))).toEqualTypeOf<Rule>();

// What outcomes and attempts tell.

expectTypeOf<Outcome>().toEqualTypeOf<Outcome<unknown>>();
expectTypeOf(outcome.ok).toEqualTypeOf<boolean>();
expectTypeOf(outcome.value).toEqualTypeOf<Item | undefined>();
expectTypeOf(outcome.error).toEqualTypeOf<unknown>();
expectTypeOf(outcome.status).toEqualTypeOf<number | undefined>();
expectTypeOf(outcome.headers).toEqualTypeOf<HeaderMap>();
expectTypeOf(outcome.headers.get('Retry-After')).toEqualTypeOf<string | undefined>();
expectTypeOf(outcome.headers.has('Retry-After')).toEqualTypeOf<boolean>();
expectTypeOf(outcome.body).toEqualTypeOf<unknown>();
expectTypeOf(outcome.response).toEqualTypeOf<unknown>();
expectTypeOf(outcome.request?.method).toEqualTypeOf<string | undefined>();
expectTypeOf(outcome.request?.url).toEqualTypeOf<string | undefined>();
expectTypeOf(outcome.failure).toEqualTypeOf<Failure | undefined>();
expectTypeOf<Failure>().toEqualTypeOf<
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'protocol'
  | 'truncated'
  | 'status'
  | 'rejected'
  | 'aborted'
  | 'thrown'
>();
// @ts-expect-error an outcome is a fact
outcome.ok = false;
// @ts-expect-error what a body is has to be found out
void outcome.body.id;

expectTypeOf(currentAttempt()).toEqualTypeOf<Attempt | undefined>();
declare const attempt: Attempt;
expectTypeOf(attempt.number).toEqualTypeOf<number>();
expectTypeOf(attempt.signal).toEqualTypeOf<AbortSignal>();
expectTypeOf(attempt.remaining()).toEqualTypeOf<number>();
expectTypeOf(attempt.method).toEqualTypeOf<string>();
expectTypeOf(attempt.self).toEqualTypeOf<unknown>();
expectTypeOf(attempt.args).toEqualTypeOf<readonly unknown[]>();
expectTypeOf(attempt.idempotencyKey).toEqualTypeOf<string | undefined>();
expectTypeOf(attempt.history).toEqualTypeOf<readonly AttemptRecord[]>();
// @ts-expect-error an attempt is a fact
attempt.number = 2;

const history = attemptsOf(new Error());
expectTypeOf(history?.[0]).toEqualTypeOf<AttemptRecord | undefined>();
expectTypeOf<Pick<AttemptRecord, 'number' | 'start' | 'duration'>>().toEqualTypeOf<{
  readonly number: number;
  readonly start: number;
  readonly duration: number;
}>();

// Policies for plain functions.

expectTypeOf(resilient()).toEqualTypeOf<Resilience>();
const careful = resilient({
  maxRetries: 5,
  timeout: { total: '10s' },
  accept: status('2xx'),
  idempotent: true,
});
expectTypeOf(careful.call(() => 1)).toEqualTypeOf<Promise<number>>();
expectTypeOf(careful.call(async () => ({ id: '7' }))).toEqualTypeOf<Promise<{ id: string }>>();
expectTypeOf(careful.call(async () => {})).toEqualTypeOf<Promise<void>>();
expectTypeOf(
  careful.call(({ signal, number }) => fetch(`/${number}`, { signal }), {
    signal: new AbortController().signal,
  }),
).toEqualTypeOf<Promise<Response>>();
expectTypeOf(careful.wrap(async (id: string, n?: number) => ({ id, n }))).toEqualTypeOf<
  (this: unknown, id: string, n?: number) => Promise<{ id: string; n: number | undefined }>
>();
expectTypeOf(careful.wrap((...ids: string[]) => ids.length)('a', 'b')).toEqualTypeOf<Promise<number>>();
const bound = careful.wrap(async function (this: Item, prefix: string) {
  return prefix + this.id;
});
expectTypeOf(bound.call({ id: '7' }, 'x')).toEqualTypeOf<Promise<string>>();
const first = careful.wrap(async <T>(list: T[]) => list[0]);
expectTypeOf(first([new Date()])).toEqualTypeOf<Promise<Date | undefined>>();
// @ts-expect-error `this` is asked for
void bound.call({}, 'x');
// @ts-expect-error arguments are checked
void careful.wrap(async (id: string) => id)(7);
// @ts-expect-error a function is needed
void careful.call(fetch('/'));
// @ts-expect-error misspelt
resilient({ timeouts: '1s' });
for (const source of classes) expectTypeOf(resilient(source)).toEqualTypeOf<Resilience>();
resilient({ retry: Rules, timeout: '1s' });
resilient({ retry: new Rules(), idempotent: { header: 'X-Key' } });
resilient({ retry: { maxRetries: 1 } satisfies RetryOptions });
resilient({ retry: false, timeout: 100 });

const { signal } = new AbortController();
expectTypeOf(withSignal(signal, () => 1)).toEqualTypeOf<Promise<number>>();
expectTypeOf(withSignal(signal, async () => ['a'])).toEqualTypeOf<Promise<string[]>>();
// @ts-expect-error the signal, not its controller
void withSignal(new AbortController(), () => 1);

// Delays and durations.

const strategies: Backoff[] = [
  constant('1s'),
  linear({ initial: 100, step: '50ms', max: '1s' }),
  exponential({ initial: '100ms', factor: 3, jitter: 'equal' }),
  exponential({ initial: '100ms', jitter: 0.2 }),
  fibonacci({ initial: 1, jitter: 'none' }),
  decorrelated({ initial: 100, max: '20s' }),
  sequence(['1s', 2000, '4s']),
  backoff((retry, previous, random) => retry * (previous ?? 1) * random()),
  urllib3(),
  pdpyras(),
  pcpi(),
  cooldown(),
  cooldown({ scope: 'host', initial: '1s', factor: 2, max: '32s', jitter: 0.2 }),
];
void strategies;
// @ts-expect-error a unit is missing
constant('1');
// @ts-expect-error no such scope
cooldown({ scope: 'world' });
// @ts-expect-error no such kind
exponential({ initial: 1, jitter: 'half' });

const durations: Duration[] = [0, 250, '250ms', '1.5s', '2m', '1h'];
void durations;
// @ts-expect-error days are not among them
const days: Duration = '1d';
void days;

// Rules per status.

expectTypeOf(perStatus({ 429: Infinity, 502: 4, 401: 'throw', 404: 'return' })).toEqualTypeOf<RetryPolicy>();
perStatus({ '5xx': { maxRetries: 2, backoff: pdpyras() } }, { maxTotal: 10, network: 3, maxDuration: '5m' });
perStatus({}, { network: { maxRetries: 3, anyMethod: true }, maxRetries: 2, onExhausted: 'return' });
// @ts-expect-error no such action
perStatus({ 401: 'ignore' });
// @ts-expect-error no such class
perStatus({ '6xx': 1 });
// @ts-expect-error no such option
perStatus({ 502: 1 }, { total: 10 });
