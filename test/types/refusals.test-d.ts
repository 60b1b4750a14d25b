/**
 * What the compiler must refuse, at the line of the decorator and nowhere else. Checked by tsc in both dialects, never
 * run: a `@ts-expect-error` above a line without an error is an error itself.
 */
import {
  AbortOn,
  Accept,
  Backoff,
  BeforeRetry,
  constant,
  Idempotent,
  Resilient,
  Retry,
  RetryOn,
  RetryPolicy,
  status,
  Timeout,
} from 'holdfast';

export class Members {
  // @ts-expect-error returns no promise
  @Retry()
  sync(): number {
    return 1;
  }

  // @ts-expect-error returns nothing
  @Timeout('1s')
  nothing(): void {}

  // @ts-expect-error not known to return a promise
  @Accept(status(200))
  unclear(): unknown {
    return 1;
  }

  // @ts-expect-error a promise on some days only
  @RetryOn(status(500))
  sometimes(): Promise<number> | number {
    return 1;
  }

  // @ts-expect-error no promise in every case
  @Idempotent()
  perhaps(): Promise<number> | undefined {
    return undefined;
  }

  // @ts-expect-error something to await is no promise yet
  @Retry()
  thenable(): PromiseLike<number> {
    return Promise.resolve(1);
  }

  // @ts-expect-error a getter
  @Retry()
  get size(): number {
    return 1;
  }

  // @ts-expect-error a getter, though of a promise
  @Retry()
  get later(): Promise<number> {
    return Promise.resolve(1);
  }

  // @ts-expect-error a setter
  @Retry()
  set next(value: number) {
    void value;
  }

  // @ts-expect-error a field
  @Backoff(constant(1))
  field = 1;

  // @ts-expect-error a field, though it holds an async function
  @Retry()
  arrow = async (): Promise<number> => 1;

  // @ts-expect-error a field with an accessor
  @Retry()
  accessor value = 1;

  // @ts-expect-error consumed step by step
  @Retry()
  async *pages(): AsyncGenerator<number> {
    yield 1;
  }

  // @ts-expect-error the same without promises
  @AbortOn(status(404))
  *items(): Generator<number> {
    yield 1;
  }

  // @ts-expect-error a static method is no exception
  @BeforeRetry('sync')
  static count(): number {
    return 1;
  }

  // @ts-expect-error stands on a class
  @Resilient()
  async method(): Promise<void> {}

  // @ts-expect-error stands on a class
  @Resilient()
  static async staticMethod(): Promise<void> {}

  // @ts-expect-error each decorator is checked for itself
  @Retry()
  // @ts-expect-error
  @Timeout('1s')
  stacked(): string {
    return '';
  }
}

class NoPolicy {
  get(): number {
    return 1;
  }
}

class NeedsArguments extends RetryPolicy {
  constructor(readonly limit: number) {
    super();
  }
}

export class Options {
  // @ts-expect-error misspelt
  @Retry({ maxRetry: 3 })
  async a(): Promise<void> {}

  // @ts-expect-error a text
  @Retry({ maxRetries: '3' })
  async b(): Promise<void> {}

  // @ts-expect-error a bare number
  @Retry(3)
  async c(): Promise<void> {}

  // @ts-expect-error not a policy
  @Retry(NoPolicy)
  async d(): Promise<void> {}

  // @ts-expect-error not a policy either
  @Retry(new NoPolicy())
  async e(): Promise<void> {}

  // @ts-expect-error nobody knows its arguments
  @Retry(NeedsArguments)
  async f(): Promise<void> {}

  // @ts-expect-error options are checked where they are chosen, too
  @Retry(() => ({ maxRetries: '3' }))
  async g(): Promise<void> {}

  // @ts-expect-error one of two words
  @Retry({ onExhausted: 'ignore' })
  async h(): Promise<void> {}

  // @ts-expect-error not a unit
  @Timeout('2 sec')
  async i(): Promise<void> {}

  // @ts-expect-error no unit
  @Timeout('2')
  async j(): Promise<void> {}

  // @ts-expect-error misspelt
  @Timeout({ attemt: '2s' })
  async k(): Promise<void> {}

  // @ts-expect-error of what?
  @Timeout()
  async l(): Promise<void> {}

  // @ts-expect-error a status is no predicate
  @RetryOn(500)
  async m(): Promise<void> {}

  // @ts-expect-error misspelt
  @RetryOn(status(500), { retries: 3 })
  async n(): Promise<void> {}

  // @ts-expect-error answers neither yes nor no
  @RetryOn((outcome) => outcome.status)
  async o(): Promise<void> {}

  // @ts-expect-error a status is no predicate
  @AbortOn(404)
  async p(): Promise<void> {}

  // @ts-expect-error neither predicate nor schema
  @Accept({ id: 'string' })
  async q(): Promise<void> {}

  // @ts-expect-error a number is no strategy
  @Backoff(100)
  async r(): Promise<void> {}

  // @ts-expect-error delays are numbers
  @Backoff(() => '100ms')
  async s(): Promise<void> {}

  // @ts-expect-error neither a function nor a name
  @BeforeRetry(5)
  async t(): Promise<void> {}

  // @ts-expect-error misspelt
  @Idempotent({ name: 'Idempotency-Key' })
  async u(): Promise<void> {}

  // @ts-expect-error keys are texts
  @Idempotent({ key: () => 7 })
  async v(): Promise<void> {}

  // @ts-expect-error no durations of this kind
  @Retry({ maxDuration: '1 minute' })
  async w(): Promise<void> {}

  // @ts-expect-error without the call there is no decorator
  @Retry
  async x(): Promise<void> {}
}

// @ts-expect-error misspelt
@Resilient({ timeouts: '1s' })
export class ClassOptions {}

// @ts-expect-error not a policy
@Resilient(NoPolicy)
export class ClassPolicy {}

// @ts-expect-error a duration is no option of it
@Resilient('1s')
export class ClassDuration {}
